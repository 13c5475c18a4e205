import type { RetentionMarks } from "@rapport/store/queries/retention";

/** First day, counted from 1970, whose events of this name a project keeps; undefined where it never gave any up. */
export function oldestDayOf(marks: RetentionMarks | undefined, name: string): number | undefined {
  if (!marks) return undefined;
  const { before, names } = marks;
  return names && Object.hasOwn(names, name) ? names[name] : before;
}

/** The later of two days, of which either may be unknown. */
export function latestDay(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}

/**
 * The marks of a project that wants to keep `days`, and other numbers of days of some names. None ever moves back: a name
 * that is named for the first time begins at the mark of all, one that is named no more goes on at its own.
 */
export function advanceMarks(
  marks: RetentionMarks,
  { days, names }: { days: number | null; names: Readonly<Record<string, number>> },
  today: number,
): RetentionMarks {
  const before = latestDay(marks.before, days === null ? undefined : today - days);
  const known = { ...marks.names, ...names };
  const entries = Object.keys(known).flatMap((name) => {
    const wanted = Object.hasOwn(names, name) ? today - Number(names[name]) : before;
    const mark = latestDay(oldestDayOf(marks, name), wanted);
    // What the mark of all says by itself need not be kept for ever.
    return mark === undefined || (!Object.hasOwn(names, name) && mark === before) ? [] : [[name, mark] as const];
  });
  return {
    ...(before === undefined ? {} : { before }),
    ...(entries.length === 0 ? {} : { names: Object.fromEntries(entries) }),
  };
}
