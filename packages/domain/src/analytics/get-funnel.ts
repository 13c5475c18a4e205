import type { Funnel, RangeQuery } from "@rapport/contracts/analytics";
import { countFunnel } from "@rapport/store/queries/analytics/count-funnel";
import type { Context } from "../context.ts";
import { requireAllRead, toRange } from "./to-range.ts";

/** How many of those who did the first step in the time did the others after it, in order, within the window. */
export async function getFunnel(
  ctx: Context,
  { steps, windowDays, ...asked }: RangeQuery & { steps: string[]; windowDays: number },
): Promise<Funnel> {
  const { named, from, to } = toRange(ctx, asked);
  const counted = await countFunnel(ctx.store.db, { projectId: ctx.projectId, from, to, steps, windowDays });
  requireAllRead(counted.events);
  const first = counted.steps[0]?.people ?? 0;
  return {
    ...named,
    windowDays,
    steps: counted.steps.map(({ people, medianSeconds }, index) => ({
      name: steps[index] ?? "",
      people,
      share: shareOf(people, first),
      shareOfPrevious: shareOf(people, counted.steps[index - 1]?.people ?? people),
      medianSeconds,
    })),
  };
}

function shareOf(part: number, all: number): number | null {
  return all === 0 ? null : part / all;
}
