import type { Overview } from "@rapport/contracts/analytics";
import { countDays, countNewPeople, countPeople } from "@rapport/store/queries/analytics/count-days";
import { countNeeds } from "@rapport/store/queries/analytics/count-needs";
import type { Context } from "../context.ts";
import { listPlacements } from "../placements/get-placement.ts";
import { reportPlacement } from "../placements/report-placement.ts";
import { getUsage } from "../usage/get-usage.ts";
import type { Quota } from "../usage/quota.ts";

const DAY_MS = 86_400_000;
const CONVERSION = "Order Completed";
const EARNED_DAYS = 30;
/** Each is two reads of its decisions. */
const MOST_PLACEMENTS = 20;

/** What whoever asks may know of. */
type Sight = { approvals: boolean; events: boolean; jobs: boolean; workspace: boolean; placements: boolean };

/** What changed, what needs somebody, and what was earned. */
export async function getOverview(ctx: Context, { quota, sees }: { quota: Quota; sees: Sight }): Promise<Overview> {
  const endMs = (Math.floor(ctx.now() / DAY_MS) + 1) * DAY_MS;
  const failedSince = new Date(ctx.now() - 7 * DAY_MS);
  const needs = await countNeeds(ctx.store.db, { projectId: ctx.projectId, failedSince });
  const usage = sees.workspace ? await getUsage(ctx, { quota, days: 1 }) : undefined;
  return {
    week: await weekUntil(ctx, endMs),
    weekBefore: await weekUntil(ctx, endMs - 7 * DAY_MS),
    needs: {
      approvals: sees.approvals ? needs.approvals : null,
      deadLetters: sees.events ? needs.deadLetters : null,
      failedJobs: sees.jobs ? needs.failedJobs : null,
      rejectedToday: usage?.today.rejected ?? null,
      quotaUsed: usage?.limits ? usage.today.accepted / usage.limits.eventsPerDay : null,
    },
    earned: sees.placements ? await earned(ctx) : null,
  };
}

async function weekUntil(ctx: Context, endMs: number): Promise<Overview["week"]> {
  const { db } = ctx.store;
  const range = { projectId: ctx.projectId, from: new Date(endMs - 7 * DAY_MS), to: new Date(endMs) };
  const days = await countDays(db, { ...range, conversion: CONVERSION });
  const newcomers = await countNewPeople(db, range);
  return {
    events: sum(days.map(({ events }) => events)),
    people: await countPeople(db, range),
    newPeople: sum(newcomers.map(({ people }) => people)),
    conversions: sum(days.map(({ conversions }) => conversions)),
    valueCents: sum(days.map(({ valueCents }) => valueCents)),
  };
}

/** Placements that keep somebody untreated: the difference of the shares of buyers, times those who were treated. */
async function earned(ctx: Context): Promise<NonNullable<Overview["earned"]>> {
  const measured = (await listPlacements(ctx)).filter(({ holdout }) => holdout > 0).slice(0, MOST_PLACEMENTS);
  const reports = await Promise.all(
    measured.map(async ({ name }) => ({ name, ...(await reportPlacement(ctx, { name, days: EARNED_DAYS })) })),
  );
  return reports.flatMap(({ name, treated, untreated, lift }) => {
    if (lift === null) return [];
    const times = (difference: number) => difference * treated.people;
    const buyers = { buyers: times(lift.difference), low: times(lift.differenceLow), high: times(lift.differenceHigh) };
    return [{ placement: name, treated: treated.people, untreated: untreated.people, ...buyers }];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
