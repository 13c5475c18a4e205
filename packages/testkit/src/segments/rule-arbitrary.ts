import { MESSAGE_TYPES } from "@rapport/contracts/messages";
import type { EventFilter, EventWindow, LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import fc from "fast-check";
import {
  comparison,
  duration,
  instant,
  numberComparison,
  scalar,
  score,
  scoreComparison,
  staticComparison,
} from "./comparison-arbitrary.ts";

/** Event names that rules and histories have in common: among them what messages without a name of their own are called. */
const NAMES = ["Viewed", "Viewed", "Added", "Added", "Ordered", "Ordered", "identify", "group"] as const;
/** Computed traits, goals, scores and clusters that rules and histories have in common. */
const COMPUTED_KEYS = ["views", "last_p", "ordered_1h"] as const;
export const SCORE_NAMES = [
  "intent:purchase",
  "intent:churn",
  "expected_purchases",
  "expected_value",
  "customer_alive",
] as const;
const RFM_SEGMENTS = ["Champions", "New customers", "Lost"] as const;
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

const filter: fc.Arbitrary<EventFilter> = fc.record(
  {
    in: fc.constantFrom("properties" as const, "context" as const),
    path: fc.constantFrom<string[]>(["p"], ["p"], ["q"], ["deep", "q"]),
    is: staticComparison,
  },
  { requiredKeys: ["path", "is"] },
);
const where = fc.array(filter, { minLength: 1, maxLength: 2 });
export const event = fc.constantFrom(...NAMES);
const matcher = {
  event,
  messageType: rarely(fc.constantFrom(...MESSAGE_TYPES)),
  where: rarely(where),
};
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

const leaf: fc.Arbitrary<LeafRule> = fc.oneof(
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
      type: fc.constant("profile" as const),
      field: fc.constantFrom(
        "first_source" as const,
        "first_medium" as const,
        "first_campaign" as const,
        "last_source" as const,
        "last_medium" as const,
        "last_campaign" as const,
      ),
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
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("score" as const),
      name: fc.constantFrom("expected_purchases" as const, "expected_value" as const, "customer_alive" as const),
      is: scoreComparison(score),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("score" as const),
      name: fc.constantFrom("rfm_recency" as const, "rfm_frequency" as const, "rfm_monetary" as const),
      is: scoreComparison(fc.integer({ min: 1, max: 5 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("score" as const),
      name: fc.constant("rfm_segment" as const),
      is: scoreComparison(fc.constantFrom(...RFM_SEGMENTS)),
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

const percent = fc.constantFrom(0, 0.1, 10, 33.3, 50, 66.7, 90, 99.9, 100);
const naming: fc.Arbitrary<LeafRule> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("segment" as const), id: fc.constantFrom("0", "1", "2", "3", "5", "8") }),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        in: fc.constantFrom(undefined, "computed" as const),
        key: fc.constantFrom(...COMPUTED_KEYS),
        path,
        ends: fc.tuple(percent, percent).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
      })
      .map(({ in: place, key, path: trait, ends }) => {
        const of = { in: place, path: place === "computed" ? [key] : trait };
        return withoutAbsent({ type: "percentile" as const, ...of, ...ends });
      }),
  },
);

function rulesOf(leaves: fc.Arbitrary<LeafRule>): fc.Arbitrary<SegmentRule> {
  return fc.letrec<{ rule: SegmentRule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaves,
      fc.record({ type: fc.constant("not" as const), node: tie("rule") }),
      fc.record({
        type: fc.constantFrom("and" as const, "or" as const),
        nodes: fc.array(tie("rule"), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).rule;
}

/** Random rules of every kind that stands for itself. */
export const ruleArbitrary = rulesOf(leaf);

/** The same, and rules that name other segments, by small whole numbers instead of ids, and percentiles. */
export const namingRuleArbitrary = rulesOf(naming);
