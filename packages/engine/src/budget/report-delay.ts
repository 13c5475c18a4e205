/** What was reported of one day at two times. */
export type DayReports = {
  /** Days from the end of the day to the report. */
  earlyAgeDays: number;
  lateAgeDays: number;
  /** Conversions of the day that were known by then. */
  early: number;
  late: number;
};

/** Mean delays that are told apart, days: none, and 5 % more each time up to a month. */
const DELAYS = [0, ...Array.from({ length: 133 }, (_, index) => 0.05 * 1.05 ** index)];
/** Delays are taken to be short until reports say otherwise: an exponential prior with this mean, days. */
const USUAL_DAYS = 2;
/** A report that was complete may yet grow by a correction. */
const LEAST_OPEN = 1e-6;

/**
 * Mean delay, days, by which conversions are reported after their clicks: the likeliest by how much the counts of days grew from an early report
 * to a later one. Delays are exponential (Chapelle, "Modeling Delayed Feedback in Display Advertising", KDD 2014) and clicks spread evenly over
 * a day, so of what is known later an early report holds a binomial share. 0 where no report says otherwise. O(reports · 134).
 */
export function fitReportDelay(days: readonly DayReports[]): number {
  let [best, bestLog] = [0, Number.NEGATIVE_INFINITY];
  for (const delayDays of DELAYS) {
    let log = -delayDays / USUAL_DAYS;
    for (const { earlyAgeDays, lateAgeDays, early, late } of days) {
      if (lateAgeDays <= earlyAgeDays || late <= 0) continue;
      // Platforms also take conversions back.
      const known = Math.min(Math.max(early, 0), late);
      const share = reportedShare(delayDays, earlyAgeDays) / reportedShare(delayDays, lateAgeDays);
      const within = Math.min(1 - LEAST_OPEN, Math.max(LEAST_OPEN, share));
      log += known * Math.log(within) + (late - known) * Math.log1p(-within);
    }
    if (log > bestLog) [best, bestLog] = [delayDays, log];
  }
  return best;
}

/** Share of a day's conversions, 0–1, that has been reported so many days after its end, where they come late by `delayDays` on average. */
export function reportedShare(delayDays: number, ageDays: number): number {
  if (delayDays <= 0) return 1;
  return 1 + delayDays * Math.exp(-Math.max(0, ageDays) / delayDays) * Math.expm1(-1 / delayDays);
}
