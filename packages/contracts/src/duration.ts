const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^([1-9]\d{0,8})(ms|s|m|h|d|w)$/;

/** A span of time as people write it: `30d`, `90m`, `250ms`. */
export const DURATION_PATTERN = DURATION;

/** Longest span that a rule may speak of: ten years, milliseconds. */
export const MAX_DURATION_MS = 3_650 * UNIT_MS.d;

/** Milliseconds of a duration; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  // as: the expression lets these units through and no others
  return Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
