/** A moment as a wall shows it in a time zone: `2027-03-01` and `09:00`. */
export type WallTime = { day: string; clock: string };

const DAY_MS = 86_400_000;

/** What calendar and clock of a time zone show at a moment. */
export function toWallTime(iso: string | number, timeZone: string): WallTime {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return { day: `${of("year")}-${of("month")}-${of("day")}`, clock: `${of("hour")}:${of("minute")}` };
}

/**
 * The moment at which a time zone shows this; undefined when it is no time. Of an hour that clocks show twice it is the first; one that
 * they skip is as much later as they skip.
 */
export function toMoment({ day, clock }: WallTime, timeZone: string): string | undefined {
  const wanted = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(wanted)) return undefined;
  const offsetAt = (ms: number) => {
    const shown = toWallTime(ms, timeZone);
    return Date.parse(`${shown.day}T${shown.clock}:00Z`) - ms;
  };
  // Offsets on both sides of any change of clocks nearby; where they differ, the one that shows what is wanted is right.
  const [before, after] = [wanted - offsetAt(wanted - DAY_MS), wanted - offsetAt(wanted + DAY_MS)];
  const shows = (ms: number) => ms + offsetAt(ms) === wanted;
  const moments = [before, after].filter(shows);
  return new Date(moments.length > 0 ? Math.min(...moments) : before).toISOString();
}

/** The day that is so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from Monday on that a calendar shows around a day: its week, or all weeks that its month touches. */
export function listDays(day: string, span: "month" | "week"): string[] {
  const monday = (of: string) => addDays(of, -((new Date(`${of}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (span === "week") return Array.from({ length: 7 }, (_, at) => addDays(monday(day), at));
  const first = monday(`${day.slice(0, 7)}-01`);
  const days: string[] = [];
  for (let at = 0; at % 7 !== 0 || at === 0 || addDays(first, at).slice(0, 7) <= day.slice(0, 7); at += 1)
    days.push(addDays(first, at));
  return days;
}

/** The same day of another month; the last one where that has fewer. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}
