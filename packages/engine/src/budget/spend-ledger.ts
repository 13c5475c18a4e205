/** Most that an ad set can cost on one UTC day: what its platform was allowed, or what it spent once that is final. */
export type Exposure = { campaignId: string; day: number; cents: number };

/** Limits of a project in cents; null is none. */
export type SpendCaps = {
  dayCents: number | null;
  monthCents: number | null;
  projectCents: number | null;
  /** The budget of the campaign that wants to spend. */
  campaignCents: number;
};

/** A limit that would not hold. */
export type CapBreach = {
  scope: "day" | "month" | "project" | "campaign";
  /** UTC day (`2026-03-01`) or month (`2026-03`) that it is about; empty for the others. */
  period: string;
  capCents: number;
  /** What could be spent in the worst case. */
  wouldBeCents: number;
};

/** What an ad set may spend: each day from `fromDay` to `untilDay`, both included, days counted since 1970. */
export type SpendPlan = { fromDay: number; untilDay: number; dailyCents: number };

/** One day of an ad set in the ledger. */
export type LedgerDay = { day: number; promisedCents: number; spentCents: number; isFinal: boolean };

const DAY_MS = 86_400_000;

/**
 * The first limit that these exposures break, the campaign's own before the project's. Looks at what the days from `fromDay` on are part
 * of: a platform that overspent last month must not stop this one. O(exposures).
 * @param campaignId the campaign that wants to spend
 */
export function findCapBreach(
  exposures: readonly Exposure[],
  caps: SpendCaps,
  { campaignId, fromDay }: { campaignId: string; fromDay: number },
): CapBreach | undefined {
  const own = exposures.filter((exposure) => exposure.campaignId === campaignId);
  const firstMonth = monthOf(fromDay);
  const dayOf = ({ day }: Exposure) => (day < fromDay ? undefined : day);
  const laterMonthOf = ({ day }: Exposure) => (monthOf(day) < firstMonth ? undefined : monthOf(day));
  const whole = () => 0;
  return (
    breachOf("campaign", caps.campaignCents, sumBy(own, whole), () => "") ??
    breachOf("day", caps.dayCents, sumBy(exposures, dayOf), dayText) ??
    breachOf("month", caps.monthCents, sumBy(exposures, laterMonthOf), monthText) ??
    breachOf("project", caps.projectCents, sumBy(exposures, whole), () => "")
  );
}

/**
 * What may be spent once a plan is sent and nobody knows yet whether it arrived: for each day the larger of before and after. A platform that
 * was allowed more this morning may have spent it, so a day that has begun never gets less.
 */
export function promiseDays(before: ReadonlyMap<number, number>, plan: SpendPlan): Map<number, number> {
  const after = new Map(before);
  for (let day = plan.fromDay; day <= plan.untilDay; day += 1) {
    after.set(day, Math.max(before.get(day) ?? 0, plan.dailyCents));
  }
  return after;
}

/** What may be spent once the platform has confirmed a plan: later days are as planned, today keeps what it was allowed. */
export function settleDays(
  before: ReadonlyMap<number, number>,
  plan: SpendPlan & { today: number },
): Map<number, number> {
  const after = new Map([...before].filter(([day]) => day <= plan.today));
  for (let day = plan.fromDay; day <= plan.untilDay; day += 1) {
    after.set(day, day <= plan.today ? Math.max(before.get(day) ?? 0, plan.dailyCents) : plan.dailyCents);
  }
  return after;
}

/** What can have been spent on a day: its spend once that is final, else the larger of spend and promise. */
export function exposureOf({ promisedCents, spentCents, isFinal }: Omit<LedgerDay, "day">): number {
  return isFinal ? spentCents : Math.max(promisedCents, spentCents);
}

/** What the worst case of each day grows by when promises become `after`. */
export function growthOf(
  days: readonly LedgerDay[],
  after: ReadonlyMap<number, number>,
): { day: number; cents: number }[] {
  const before = new Map(days.map((row) => [row.day, row]));
  return [...after].map(([day, promisedCents]) => {
    const row = before.get(day) ?? { promisedCents: 0, spentCents: 0, isFinal: false };
    return { day, cents: exposureOf({ ...row, promisedCents }) - exposureOf(row) };
  });
}

/** UTC day since 1970 as `2026-03-01`. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Months since the year 0, in UTC. Whole numbers, because this runs for every row of a ledger (days_to_civil, Hinnant). */
function monthOf(day: number): number {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // Years begin in March here, so that the leap day is the last one.
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (yearOfEra + era * 400) * 12 + monthFromMarch + 2;
}

function monthText(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
}

function sumBy(
  exposures: readonly Exposure[],
  periodOf: (exposure: Exposure) => number | undefined,
): Map<number, number> {
  const sums = new Map<number, number>();
  for (const exposure of exposures) {
    const period = periodOf(exposure);
    if (period !== undefined) sums.set(period, (sums.get(period) ?? 0) + exposure.cents);
  }
  return sums;
}

function breachOf(
  scope: CapBreach["scope"],
  capCents: number | null,
  sums: ReadonlyMap<number, number>,
  nameOf: (period: number) => string,
): CapBreach | undefined {
  if (capCents === null) return undefined;
  for (const [period, wouldBeCents] of sums) {
    if (wouldBeCents > capCents) return { scope, period: nameOf(period), capCents, wouldBeCents };
  }
  return undefined;
}
