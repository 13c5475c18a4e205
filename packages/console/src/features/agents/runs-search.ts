import type { RunState } from "@rapport/contracts/agents";
import { RUN_STATES } from "@rapport/contracts/agents";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** What the screen's address says: which runs are listed, and which one is open. */
export type RunsSearch = { state?: RunState | undefined; run?: string | undefined };

export function readRunsSearch(search: Record<string, unknown>): RunsSearch {
  return { state: readOneOf(search.state, RUN_STATES), run: readText(search.run) };
}
