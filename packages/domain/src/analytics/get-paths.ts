import type { Paths, RangeQuery } from "@rapport/contracts/analytics";
import { countPaths } from "@rapport/store/queries/analytics/count-paths";
import type { Context } from "../context.ts";
import { requireAllRead, toRange } from "./to-range.ts";

/** What follows what in visits. */
export async function getPaths(
  ctx: Context,
  { start, depth, ...asked }: RangeQuery & { start?: string | undefined; depth: number },
): Promise<Paths> {
  const { named, from, to } = toRange(ctx, asked);
  const counted = await countPaths(ctx.store.db, { projectId: ctx.projectId, from, to, start, depth });
  requireAllRead(counted.events);
  return { ...named, visits: counted.visits, links: counted.links };
}
