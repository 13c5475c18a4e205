import type { Comparison } from "@rapport/contracts/segment-rules";
import fc from "fast-check";

/** Where made-up time begins. */
export const START_MS = Date.UTC(2026, 0, 5, 12);
/** One step of made-up time: events, windows and looks fall on few moments, so that they meet at the edges. */
export const STEP_MS = 60_000;

/** Scores: among them numbers that have no exact binary form. */
export const SCORE_VALUES = [0, 0.1, 0.3, 0.1 + 0.2, 1 / 3, 1, 12.5] as const;
/** Texts that are hard on comparisons and on statements. */
const TEXTS = ["", "a", "ab", "A", "a'b", 'q"', "%", "ü€", "2026-01-05", "a.b@c.de"] as const;

export const scalar = fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(0, 1, 1.5, -2, 1e21), fc.boolean());
export const duration = fc.constantFrom("1m", "2m", "3m", "5m", "60s", "119999ms");
export const instant = fc.integer({ min: -1, max: 12 }).map((n) => new Date(START_MS + n * STEP_MS).toISOString());
export const text = fc.constantFrom(...TEXTS.filter((one) => one !== ""));
export const number = fc.constantFrom(0, 1, 1.5, 2);
export const score = fc.constantFrom(...SCORE_VALUES);

export const staticComparison = fc.oneof(
  fc.record({ operator: fc.constantFrom("equals" as const, "not_equals" as const), value: scalar }),
  fc.record({
    operator: fc.constantFrom("one_of" as const, "none_of" as const),
    values: fc.array(scalar, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ operator: fc.constantFrom("exists" as const, "missing" as const) }),
  fc.record({ operator: fc.constantFrom("contains" as const, "not_contains" as const), value: fc.oneof(text, number) }),
  fc.record({ operator: fc.constantFrom("starts_with" as const, "ends_with" as const), value: text }),
  fc.record({
    operator: fc.constantFrom("matches" as const, "not_matches" as const),
    pattern: fc.constantFrom("^a", "b$", "a.b", "[a-c]{2}", "^$", "(a|ü)+"),
  }),
  fc.record({
    operator: fc.constantFrom("greater_than" as const, "at_least" as const, "less_than" as const, "at_most" as const),
    value: number,
  }),
  fc
    .tuple(number, number)
    .map(([a, b]) => ({ operator: "between" as const, from: Math.min(a, b), to: Math.max(a, b) })),
  fc.record({ operator: fc.constantFrom("before" as const, "after" as const), time: instant }),
);
export const numberComparison = fc.oneof(
  fc.record({
    operator: fc.constantFrom("greater_than" as const, "at_least" as const, "less_than" as const, "at_most" as const),
    value: score,
  }),
  fc.tuple(score, score).map(([a, b]) => ({ operator: "between" as const, from: Math.min(a, b), to: Math.max(a, b) })),
);
export const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  { weight: 3, arbitrary: staticComparison },
  {
    weight: 1,
    arbitrary: fc.record({
      operator: fc.constantFrom("in_last" as const, "before_last" as const, "in_next" as const, "after_next" as const),
      duration,
    }),
  },
);

/** What a score must be, a number or a name. */
export function scoreComparison<T extends number | string>(value: fc.Arbitrary<T>) {
  return fc.oneof(
    numberComparison,
    fc.record({ operator: fc.constantFrom("equals" as const, "not_equals" as const), value }),
    fc.record({
      operator: fc.constantFrom("one_of" as const, "none_of" as const),
      values: fc.array(value, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ operator: fc.constantFrom("exists" as const, "missing" as const) }),
  );
}
