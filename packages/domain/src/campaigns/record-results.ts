import type { DailyInsight } from "@rapport/contracts/ad-platforms";
import { ANOMALY_PACE } from "@rapport/contracts/budgets";
import { listBudgetDays, putSpend } from "@rapport/store/queries/budgets";
import type { AdSetRow } from "@rapport/store/queries/campaigns";
import { putResults } from "@rapport/store/queries/campaigns";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { describeCostAnomaly } from "./describe-cost-anomaly.ts";
import { pauseCampaign } from "./pause-campaign.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/** What a platform says of one ad set. */
export type AdSetInsights = {
  adSetId: string;
  insights: readonly DailyInsight[];
  /** Figures of this UTC day and earlier ones change no more. */
  finalThrough: number;
  /** When it said so, ms, by its own clock. */
  atMs: number;
};

const DAY_MS = 86_400_000;

/**
 * Keeps a platform's figures, brings the ledger up to them, and stops a campaign that spends faster than it may, or whose conversions
 * have become dear all at once: only a person lets it go on. Reading the same days again
 * changes nothing. Answers why it was stopped; null where it was not.
 * @throws RapportError not_found
 */
export async function recordResults(
  ctx: Context,
  { id, results }: { id: string; results: readonly AdSetInsights[] },
): Promise<string | null> {
  const anomaly = await withCampaign(ctx, id, async (locked) => {
    const found: string[] = [];
    for (const result of results) {
      const adSet = locked.adSets.find((row) => row.id === result.adSetId);
      if (adSet) found.push(...(await recordAdSet(ctx, locked, adSet, result)));
    }
    if (locked.campaign.state !== "running") return null;
    return found[0] ?? (await describeCostAnomaly(locked));
  });
  if (anomaly === null) return null;
  const place = { projectId: ctx.projectId, campaignId: id };
  ctx.log.warn("A campaign spends too fast or for too little and was paused", { ...place, anomaly });
  await pauseCampaign({ ...ctx, actor: { kind: "system" } }, { id, reason: anomaly });
  return anomaly;
}

async function recordAdSet(
  ctx: Context,
  { tx, campaign }: LockedCampaign,
  adSet: AdSetRow,
  { insights, finalThrough, atMs }: AdSetInsights,
): Promise<string[]> {
  const place = { projectId: ctx.projectId, campaignId: campaign.id, adSetId: adSet.id };
  const readAt = new Date(ctx.now());
  await putResults(
    tx,
    insights.map(({ day, impressions, clicks, conversions, spendCents, conversionValueCents }) => {
      const money = { spentCents: spendCents, revenueCents: conversionValueCents };
      const age = ageOf({ day, conversions }, atMs);
      return { ...place, day, impressions, clicks, conversions, ...money, readAt, ...age };
    }),
  );
  const days = insights.map(({ day, spendCents }) => {
    const at = utcDay(Date.parse(day));
    return { day: at, spentCents: spendCents, isFinal: at <= finalThrough };
  });
  const promised = new Map((await listBudgetDays(tx, place)).map((row) => [row.day, row.promisedCents]));
  await putSpend(tx, place, days);
  return days
    .filter(({ day, spentCents, isFinal }) => !isFinal && spentCents > ANOMALY_PACE * (promised.get(day) ?? 0))
    .map(({ day, spentCents }) => {
      const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
      const allowed = ((promised.get(day) ?? 0) / 100).toFixed(2);
      return `Anomaly: ${adSet.platform} spent ${(spentCents / 100).toFixed(2)} ${campaign.currency} on ${date}, where ${allowed} was allowed`;
    });
}

/** How long after a day its figures were said, and what was known then once it was over. */
function ageOf({ day, conversions }: Pick<DailyInsight, "day" | "conversions">, atMs: number) {
  const ageDays = atMs / DAY_MS - utcDay(Date.parse(day)) - 1;
  const isOver = ageDays >= 0;
  return { ageDays, earlyConversions: isOver ? conversions : null, earlyAgeDays: isOver ? ageDays : null };
}
