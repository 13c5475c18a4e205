import { getRunDetail } from "@rapport/domain/agents/get-run";
import type { Context } from "@rapport/domain/context";

/** How long at least one node of a run or of its parts was at work, as its steps say. ms, each bound to the millisecond. */
export async function timeInNodes(ctx: Context, runId: string): Promise<number> {
  const whole = await getRunDetail(ctx, runId);
  const parts = await Promise.all(whole.parts.map(({ id }) => getRunDetail(ctx, id)));
  const nodes = [whole, ...parts]
    .flatMap(({ steps }) => steps.filter(({ kind }) => kind === "node"))
    .map(({ startedAt, durationMs }) => ({ from: Date.parse(startedAt), lasted: durationMs ?? 0 }))
    .toSorted((a, b) => a.from - b.from);
  let [covered, until] = [0, Number.NEGATIVE_INFINITY];
  for (const { from, lasted } of nodes) {
    covered += Math.max(0, from + lasted - Math.max(from, until));
    until = Math.max(until, from + lasted);
  }
  return covered;
}
