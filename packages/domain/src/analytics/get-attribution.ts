import type { Attribution, RangeQuery } from "@rapport/contracts/analytics";
import { countAttribution } from "@rapport/store/queries/analytics/count-attribution";
import type { Context } from "../context.ts";
import { requireAllRead, toRange } from "./to-range.ts";

/** What conversions owe to which channel, by four models. */
export async function getAttribution(
  ctx: Context,
  { conversion, lookbackDays, ...asked }: RangeQuery & { conversion: string; lookbackDays: number },
): Promise<Attribution> {
  const { named, from, to } = toRange(ctx, asked);
  const { projectId, store } = ctx;
  const counted = await countAttribution(store.db, { projectId, from, to, conversion, lookbackDays });
  requireAllRead(counted.events);
  const { conversions, valueCents, channels } = counted;
  return { ...named, conversion, lookbackDays, conversions, valueCents, channels };
}
