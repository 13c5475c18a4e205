import { RapportError } from "@rapport/contracts/errors";
import type { CapBreach, SpendPlan } from "@rapport/engine/budget/spend-ledger";
import { findCapBreach, growthOf, promiseDays } from "@rapport/engine/budget/spend-ledger";
import type { Database } from "@rapport/store/database";
import type { BudgetRow } from "@rapport/store/queries/budgets";
import { listBudgetDays, listExposures, putPromises } from "@rapport/store/queries/budgets";
import type { CampaignRow } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import { monthStart, utcDay } from "./utc-day.ts";

/** What one ad set is to be allowed. */
export type AdSetPlan = SpendPlan & { adSetId: string };

/**
 * Writes into the ledger what ad sets of a campaign are to be allowed, and checks every cap. Runs in the transaction that writes the acts,
 * with the budget row locked: two promises never use one room.
 * @throws RapportError conflict naming the cap, what it is and what it would have to be
 */
export async function promiseSpend(
  ctx: Context,
  tx: Database,
  { budget, campaign, plans }: { budget: BudgetRow; campaign: CampaignRow; plans: readonly AdSetPlan[] },
): Promise<void> {
  const breach = await tryPromise(ctx, tx, { budget, campaign, plans });
  if (breach) throw capProblem(breach, campaign.currency);
}

/** The same, answering the cap that would not hold; nothing is written then. */
export async function tryPromise(
  ctx: Context,
  tx: Database,
  { budget, campaign, plans }: { budget: BudgetRow; campaign: CampaignRow; plans: readonly AdSetPlan[] },
): Promise<CapBreach | undefined> {
  const { projectId } = ctx;
  const today = utcDay(ctx.now());
  const exposures = await listExposures(tx, projectId, monthStart(today));
  const promises: { adSetId: string; after: Map<number, number> }[] = [];
  for (const { adSetId, ...plan } of plans) {
    const days = await listBudgetDays(tx, { projectId, adSetId });
    const after = promiseDays(new Map(days.map(({ day, promisedCents }) => [day, promisedCents])), plan);
    promises.push({ adSetId, after });
    exposures.push(...growthOf(days, after).map((day) => ({ campaignId: campaign.id, ...day })));
  }
  const { dayCapCents, monthCapCents, projectCapCents } = budget;
  const caps = {
    dayCents: dayCapCents,
    monthCents: monthCapCents,
    projectCents: projectCapCents,
    campaignCents: campaign.budgetCents,
  };
  const breach = findCapBreach(exposures, caps, { campaignId: campaign.id, fromDay: today });
  if (breach) return breach;
  for (const { adSetId, after } of promises)
    await putPromises(tx, { projectId, campaignId: campaign.id, adSetId }, after);
  return undefined;
}

/** The problem of a cap that would not hold. */
export function capProblem({ scope, period, capCents, wouldBeCents }: CapBreach, currency: string): RapportError {
  const money = (cents: number) => `${(cents / 100).toFixed(2)} ${currency}`;
  const name: Record<CapBreach["scope"], string> = {
    day: `The cap of ${period}`,
    month: `The cap of ${period}`,
    project: "The project's cap",
    campaign: "The campaign's budget",
  };
  const message = `${name[scope]} is ${money(capCents)}, and ${money(wouldBeCents)} could be spent; lower daily budgets or raise it`;
  const pointer = scope === "campaign" ? "/budgetCents" : `/${scope}CapCents`;
  return new RapportError("conflict", message, { fields: [{ pointer, message: `must be at least ${wouldBeCents}` }] });
}

/** UTC days that a campaign may still spend on, from one day on; none once it is over. */
export function remainingDays(
  { startsOn, endsOn }: CampaignRow,
  fromDay: number,
): { fromDay: number; untilDay: number } {
  return { fromDay: Math.max(fromDay, utcDay(Date.parse(startsOn))), untilDay: utcDay(Date.parse(endsOn)) };
}
