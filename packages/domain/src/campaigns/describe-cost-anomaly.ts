import type { CostAnomaly, CostDay } from "@rapport/engine/budget/find-cost-anomaly";
import { findCostAnomaly } from "@rapport/engine/budget/find-cost-anomaly";
import { listResultRows, listTransitions } from "@rapport/store/queries/campaigns";
import { utcDay } from "../budgets/utc-day.ts";
import type { LockedCampaign } from "./with-campaign.ts";

const DAY_MS = 86_400_000;

/**
 * Why a campaign's conversions are far dearer than its own history, in a sentence with the figures; null where they are not. Days
 * before somebody let it go on were seen by them and stop it no second time.
 */
export async function describeCostAnomaly({ ctx, tx, campaign }: LockedCampaign): Promise<string | null> {
  const place = { projectId: ctx.projectId, id: campaign.id };
  const byDay = new Map<number, CostDay>();
  for (const row of await listResultRows(tx, place)) {
    const day = utcDay(Date.parse(row.day));
    const known = byDay.get(day) ?? { day, spend: 0, conversions: 0 };
    byDay.set(day, {
      day,
      spend: known.spend + row.spentCents,
      conversions: known.conversions + row.conversions,
    });
  }
  const started = (await listTransitions(tx, place)).findLast(({ toState }) => toState === "running");
  const sinceDay = started ? utcDay(started.at.getTime()) : 0;
  const found = findCostAnomaly([...byDay.values()], { today: utcDay(ctx.now()), sinceDay });
  return found ? describe(found, campaign.currency) : null;
}

function describe({ fromDay, untilDay, spend, conversions, expected }: CostAnomaly, currency: string): string {
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  const [from, until] = [fromDay, untilDay].map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  const brought = `${money(spend)} brought ${conversions} conversions from ${from} to ${until}`;
  return `Anomaly: ${brought}, where ${Math.round(expected)} were to be expected: one cost ${money(spend / expected)} before`;
}
