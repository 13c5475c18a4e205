import { setTimeout as sleep } from "node:timers/promises";
import type { AgentRunDetail, RunState, RunStreamMessage } from "@rapport/contracts/agents";
import { readRunMark } from "@rapport/store/queries/run-marks";
import type { Context } from "../context.ts";
import { getRunDetail } from "./get-run.ts";

/** Between two looks whether something has changed: while it works, and while it waits for people, parts or times. */
const LOOK_MS = { working: 200, waiting: 1_000 } as const;
const ENDS: readonly RunState[] = ["completed", "failed", "cancelled"];

/**
 * Tells of a run as it happens: first all of it, then each change with the steps that changed, until it has ended or the signal aborts.
 * It looks at the store, so it tells of runs on any server. @throws RapportError not_found
 */
export async function* followRun(ctx: Context, id: string, signal: AbortSignal): AsyncGenerator<RunStreamMessage> {
  let mark = await readRunMark(ctx.store.db, { projectId: ctx.projectId, id });
  // The mark is read before what it stands for: what changes in between is told twice rather than never.
  let known = await getRunDetail(ctx, id);
  yield { kind: "run", run: known };
  while (!ENDS.includes(known.state) && !signal.aborted) {
    await sleep(isWorking(known) ? LOOK_MS.working : LOOK_MS.waiting, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const next = await readRunMark(ctx.store.db, { projectId: ctx.projectId, id });
    if (next === mark) continue;
    mark = next;
    const run = await getRunDetail(ctx, id);
    yield { kind: "changed", run: changesOf(known, run) };
    known = run;
  }
}

function isWorking({ state, parts }: AgentRunDetail): boolean {
  return [state, ...parts.map((part) => part.state)].some((each) => each === "running" || each === "queued");
}

function changesOf(before: AgentRunDetail, { input: _input, ...run }: AgentRunDetail) {
  const told = new Map(before.steps.map((step) => [step.id, JSON.stringify(step)]));
  return { ...run, steps: run.steps.filter((step) => told.get(step.id) !== JSON.stringify(step)) };
}
