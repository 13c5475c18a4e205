import type { RunState } from "@rapport/contracts/agents";
import { word } from "../../lib/text.ts";
import { Pill } from "../../ui/pill.tsx";

const LOOKS = {
  queued: "quiet",
  running: "accent",
  waiting: "honey",
  stopped: "ember",
  completed: "quiet",
  failed: "ember",
  cancelled: "quiet",
} as const satisfies Record<RunState, string>;

/** Where a run stands. */
export function RunStatePill({ state }: { state: RunState }) {
  return <Pill look={LOOKS[state]}>{word(state)}</Pill>;
}
