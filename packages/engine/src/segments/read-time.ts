/** RFC 3339 date or time with years 1000 to 9999; without a zone it is UTC. Day 31 of a shorter month runs over. */
const TIME_PATTERN =
  "^([1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])" +
  "([Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(:([0-5][0-9])([.]([0-9]{1,9}))?)?(([Zz])|([+-])([01][0-9]|2[0-3]):?([0-5][0-9]))?)?$";
const TIME = new RegExp(TIME_PATTERN);

/** The last time that has a date: farther ones are no times, and their arithmetic is not exact. */
const LAST_TIME_MS = 8.64e15;
/** Numbers from here on are milliseconds, smaller ones seconds: 1e11 ms is in 1973, 1e11 s in the year 5138. */
const MILLISECONDS_FROM = 1e11;

/**
 * The time that a JSON value says, ms since the epoch: an RFC 3339 text, a date, or a Unix time in seconds or
 * milliseconds, fractions cut off. Of arithmetic alone, so that SQL can do exactly the same.
 * @returns undefined when it says none
 */
export function readTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    const whole = Math.floor(value);
    if (Math.abs(whole) > LAST_TIME_MS) return undefined;
    return Math.abs(whole) >= MILLISECONDS_FROM ? whole : whole * 1_000;
  }
  if (typeof value !== "string" || value.length > 40) return undefined;
  const parts = TIME.exec(value);
  if (!parts) return undefined;
  const number = (index: number) => Number(parts[index] ?? 0);
  const days = daysFromCivil(number(1), number(2), number(3));
  const zoneMinutes = (parts[13] === "-" ? -1 : 1) * (number(14) * 60 + number(15));
  const minutes = number(5) * 60 + number(6) - zoneMinutes;
  const ms = Number((parts[10] ?? "0").padEnd(3, "0").slice(0, 3));
  return (days * 1_440 + minutes) * 60_000 + number(8) * 1_000 + ms;
}

/** Days since 1970 of a date of the Gregorian calendar: Howard Hinnant's `days_from_civil`, for years from 1 on. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}
