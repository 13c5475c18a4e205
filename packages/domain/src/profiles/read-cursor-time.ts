/**
 * The time in a cursor, exactly as the list wrote it; undefined for any other text. `Date.parse` takes forms and years
 * that Postgres refuses, so a forged cursor must not get further than this.
 */
export function readCursorTime(text: string): string | undefined {
  const timeMs = Date.parse(text);
  if (!(timeMs >= 0 && timeMs < Date.UTC(10_000, 0))) return undefined;
  return new Date(timeMs).toISOString() === text ? text : undefined;
}
