import type { Comparison, EventFilter, EventWindow, SegmentRule } from "@rapport/contracts/segment-rules";
import fc from "fast-check";

/** Where made-up time begins. */
export const START_MS = Date.UTC(2026, 0, 5, 12);
/** One step of made-up time: events, windows and looks fall on few moments, so that they meet at the edges. */
export const STEP_MS = 60_000;

/** Event names, most of which rules and histories have in common. */
const NAMES = ["Viewed", "Added", "Ordered"] as const;
/** Texts that are hard on comparisons and on statements. */
const TEXTS = ["", "a", "ab", "A", "a'b", 'q"', "%", "ü€", "2026-01-05", "a.b@c.de"] as const;

/** Computed traits, goals, scores and clusters that rules and histories have in common. */
const COMPUTED_KEYS = ["views", "last_p", "ordered_1h"] as const;
export const SCORE_NAMES = ["intent:purchase", "intent:churn", "expected_value", "customer_alive"] as const;
export const SCORE_VALUES = [0, 0.1, 0.3, 0.1 + 0.2, 1 / 3, 1, 12.5] as const;
export const CLUSTER_IDS = ["clu_a", "clu_b"] as const;
const CATEGORIES = ["ads", "mail"] as const;

/** Mostly absent: conditions that nothing meets test nothing. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const half = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), arbitrary);

/** What is undefined is left out, as in JSON. */
function withoutAbsent<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // as: entries of an object, less those that are undefined
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never;
}

const scalar = fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(0, 1, 1.5, -2, 1e21), fc.boolean());
const duration = fc.constantFrom("1m", "2m", "3m", "5m", "60s", "119999ms");
const instant = fc.integer({ min: -1, max: 12 }).map((n) => new Date(START_MS + n * STEP_MS).toISOString());
const text = fc.constantFrom(...TEXTS.filter((one) => one !== ""));
const number = fc.constantFrom(0, 1, 1.5, 2);
/** Among them numbers that have no exact binary form. */
const score = fc.constantFrom(...SCORE_VALUES);

const staticComparison = fc.oneof(
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
const numberComparison = fc.oneof(
  fc.record({
    operator: fc.constantFrom("greater_than" as const, "at_least" as const, "less_than" as const, "at_most" as const),
    value: score,
  }),
  fc.tuple(score, score).map(([a, b]) => ({ operator: "between" as const, from: Math.min(a, b), to: Math.max(a, b) })),
);
const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  { weight: 3, arbitrary: staticComparison },
  {
    weight: 1,
    arbitrary: fc.record({
      operator: fc.constantFrom("in_last" as const, "before_last" as const, "in_next" as const, "after_next" as const),
      duration,
    }),
  },
);

const filter: fc.Arbitrary<EventFilter> = fc.record(
  {
    in: fc.constantFrom("properties" as const, "context" as const),
    path: fc.constantFrom<string[]>(["p"], ["p"], ["q"], ["deep", "q"]),
    is: staticComparison,
  },
  { requiredKeys: ["path", "is"] },
);
const where = fc.array(filter, { minLength: 1, maxLength: 2 });
const event = fc.constantFrom(...NAMES);
const matcher = {
  event,
  messageType: rarely(fc.constantFrom("track" as const, "page" as const)),
  where: rarely(where),
};
const NONE: [] = [];
const eventMatcher = fc.record({ event, where: rarely(where) }).map(withoutAbsent);
const window: fc.Arbitrary<EventWindow> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ last: duration }) },
  { weight: 1, arbitrary: fc.record({ since: instant, until: instant }, { requiredKeys: ["since"] }) },
  { weight: 1, arbitrary: fc.record({ until: instant }) },
);
const count = fc.integer({ min: 0, max: 4 });
const times = fc.oneof(
  count.map((min) => ({ min })),
  count.map((max) => ({ max })),
  fc.tuple(count, count).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);
const path = fc.constantFrom<string[]>(["plan"], ["age"], ["at"], ["deep", "plan"]);

const leaf: fc.Arbitrary<SegmentRule> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom("everyone" as const, "email" as const) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("trait" as const), path, is: comparison }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("has_been" as const), path, value: scalar, for: duration }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("profile" as const),
      field: fc.constantFrom("user_id" as const, "first_seen" as const, "last_seen" as const, "event_count" as const),
      is: comparison,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("computed" as const),
      key: fc.constantFrom(...COMPUTED_KEYS),
      is: comparison,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("consent" as const),
      category: fc.constantFrom(...CATEGORIES),
      state: fc.constantFrom("granted" as const, "denied" as const, "unknown" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("intent" as const),
      goal: fc.constantFrom("purchase", "churn"),
      is: numberComparison,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("score" as const),
      name: fc.constantFrom("expected_value" as const, "customer_alive" as const),
      is: fc.oneof(
        numberComparison,
        fc.record({ operator: fc.constantFrom("equals" as const, "not_equals" as const), value: score }),
        fc.record({ operator: fc.constantFrom("exists" as const, "missing" as const) }),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("cluster" as const), id: fc.constantFrom(...CLUSTER_IDS) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("group" as const), id: fc.constantFrom("g1", "g2") }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("list" as const), name: fc.constantFrom("vip", "it's") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("bucket" as const),
      salt: fc.constantFrom("", "x", "ü'"),
      from: fc.constantFrom(0, 30, 33.3),
      to: fc.constantFrom(50, 66.7, 100),
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        type: fc.constant("performed" as const),
        ...matcher,
        times: half(times),
        window: half(window),
      })
      .map(withoutAbsent),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        type: fc.constantFrom("first_performed" as const, "last_performed" as const),
        ...matcher,
        event: half(event),
        where: half(where),
        having: half(where),
        window: half(window),
      })
      .map(withoutAbsent),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({
        type: fc.constant("sequence" as const),
        steps: fc.array(
          fc.record({ ...matcher, within: half(duration), without: half(eventMatcher) }).map(withoutAbsent),
          {
            minLength: 1,
            maxLength: 3,
            size: "+1",
          },
        ),
        unless: half(fc.record({ ...matcher, for: duration }).map(withoutAbsent)),
        window: half(window),
      })
      .map(withoutAbsent),
  },
);

const { rule } = fc.letrec<{ rule: SegmentRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.record({ type: fc.constant("not" as const), node: tie("rule") }),
    fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      nodes: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

/** Random rules of every kind that stands for itself. */
export const ruleArbitrary: fc.Arbitrary<SegmentRule> = rule;

const value = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(fc.oneof(text, number), { maxLength: 2 }),
  fc.integer({ min: -1, max: 12 }).map((n) => START_MS + n * STEP_MS),
  instant,
);

/** One thing that happens to a person, `gap` steps after the one before; `late` steps it happened earlier than it is known. */
export const happeningArbitrary = fc.record({
  gap: fc.constantFrom(0, 0, 1, 1, 2, 5),
  late: fc.constantFrom(0, 0, 0, 0, 1, 3),
  type: fc.constantFrom("track" as const, "track" as const, "track" as const, "identify" as const, "page" as const),
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
  traits: fc.record(
    { plan: value, age: value, at: value, deep: fc.record({ plan: value }), email: text },
    { requiredKeys: NONE },
  ),
});
export type Happening = typeof happeningArbitrary extends fc.Arbitrary<infer T> ? T : never;
