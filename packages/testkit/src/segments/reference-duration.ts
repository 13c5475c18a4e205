/** Milliseconds of `30d` and the like. */
export function durationMs(text: string): number {
  const unit = text.replace(/\d/g, "");
  const hours: Record<string, number> = { ms: 1 / 3_600_000, s: 1 / 3_600, m: 1 / 60, h: 1, d: 24, w: 168 };
  return Math.round(Number.parseInt(text, 10) * (hours[unit] ?? 0) * 3_600_000);
}
