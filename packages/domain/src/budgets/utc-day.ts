const DAY_MS = 86_400_000;

/** UTC day since 1970 of a time in ms. */
export function utcDay(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** First day of the UTC month that a day is in. */
export function monthStart(day: number): number {
  const date = new Date(day * DAY_MS);
  return utcDay(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
}

/** Begin of a UTC day, ms. */
export function dayBegin(day: number): number {
  return day * DAY_MS;
}
