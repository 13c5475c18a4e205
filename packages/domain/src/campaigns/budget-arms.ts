import type { BudgetArm } from "@rapport/engine/budget/plan-budget";
import { fitReportDelay, reportedShare } from "@rapport/engine/budget/report-delay";
import type { AdSetRow, CampaignResultRow } from "@rapport/store/queries/campaigns";

type AdSet = Pick<AdSetRow, "id" | "platform" | "dailyBudgetCents">;
type Result = Pick<
  CampaignResultRow,
  "adSetId" | "spentCents" | "conversions" | "ageDays" | "earlyConversions" | "earlyAgeDays"
>;

/**
 * What a plan goes by of each ad set: its days that are over, in the order given, and how much of what they bring has been reported. How late a platform
 * reports is learned from how the counts of its days grew. A day of which only its figures are known counts as complete.
 */
export function budgetArms(adSets: readonly AdSet[], results: readonly Result[]): BudgetArm[] {
  // Of today neither the spend nor what comes of it is known: an hour of it would look like a day on which little was spent.
  const over = results.filter(({ spentCents, ageDays }) => spentCents > 0 && (ageDays ?? 0) >= 0);
  const delays = new Map<string, number>();
  for (const { platform } of adSets) {
    if (!delays.has(platform)) delays.set(platform, fitReportDelay(reportsOf(platform, adSets, over)));
  }
  return adSets.map(({ id, platform, dailyBudgetCents }) => ({
    id,
    current: dailyBudgetCents,
    days: over
      .filter(({ adSetId }) => adSetId === id)
      .map(({ spentCents, conversions, ageDays }) => {
        const maturity = ageDays === null ? 1 : reportedShare(delays.get(platform) ?? 0, ageDays);
        return { spend: spentCents, conversions, maturity };
      }),
  }));
}

/** What a platform has said early and late of the days of all its ad sets. */
function reportsOf(platform: string, adSets: readonly AdSet[], over: readonly Result[]) {
  const ids = new Set(adSets.filter((adSet) => adSet.platform === platform).map(({ id }) => id));
  return over.flatMap(({ adSetId, conversions: late, ageDays, earlyConversions, earlyAgeDays }) => {
    if (!ids.has(adSetId) || ageDays === null || earlyConversions === null || earlyAgeDays === null) return [];
    return [{ earlyAgeDays, lateAgeDays: ageDays, early: earlyConversions, late }];
  });
}
