import fc from "fast-check";
import { instant, number, START_MS, STEP_MS, scalar, text } from "./comparison-arbitrary.ts";
import { event } from "./rule-arbitrary.ts";

const NONE: [] = [];

const value = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(fc.oneof(text, number), { maxLength: 2 }),
  fc.integer({ min: -1, max: 12 }).map((n) => START_MS + n * STEP_MS),
  instant,
);

const said = fc.option(text);

/** One thing that happens to a person, `gap` steps after the one before; `late` steps it happened earlier than it is known. */
export const happeningArbitrary = fc.record({
  gap: fc.constantFrom(0, 0, 1, 1, 2, 5),
  late: fc.constantFrom(0, 0, 0, 0, 1, 3),
  type: fc.constantFrom(
    ...(["track", "track", "track", "track", "track", "track", "identify", "identify", "page", "screen"] as const),
  ),
  name: event,
  properties: fc.record({ p: value, q: value, deep: fc.record({ q: value }) }, { requiredKeys: NONE }),
  context: fc.record(
    {
      p: value,
      consent: fc.record({
        categoryPreferences: fc.record({ ads: fc.boolean(), mail: fc.boolean() }, { requiredKeys: NONE }),
      }),
    },
    { requiredKeys: NONE },
  ),
  /** Where a visit came from that began with it. */
  touch: fc.option(fc.record({ source: said, medium: said, campaign: said }), { nil: undefined }),
  traits: fc.record(
    { plan: value, age: value, at: value, deep: fc.record({ plan: value }), email: text },
    { requiredKeys: NONE },
  ),
});
export type Happening = typeof happeningArbitrary extends fc.Arbitrary<infer T> ? T : never;
