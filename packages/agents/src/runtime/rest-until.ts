import { interrupt } from "@langchain/langgraph";
import type { RestPause } from "./pause.ts";

/** Pauses the run until a time, ms; no process holds it meanwhile. The node runs again from its top then. */
export function restUntil(untilMs: number): void {
  interrupt<RestPause>({ pause: "rest", untilMs });
}
