import { z } from "zod";
import { DURATION_PATTERN, MAX_DURATION_MS, parseDuration } from "./duration.ts";
import { LIMITS } from "./limits.ts";
import { MESSAGE_TYPES } from "./messages.ts";

/** Limits of one rule, after the segments that it names are put in their places. */
export const RULE_LIMITS = {
  /** Nesting of groups, sequences and segments. */
  depth: 12,
  /** Conditions, groups included. */
  nodes: 200,
  /** Nodes of one group. */
  groupNodes: 50,
  /** Values of `one_of`. */
  values: 500,
  /** One value or pattern, UTF-16 code units. */
  valueLength: 1_000,
  patternLength: 200,
  /** Filters on one event. */
  filters: 20,
  /** Steps of one sequence. */
  steps: 8,
  /** Largest number of times that a rolling window counts to: that many times are kept of each person. */
  rollingTimes: 1_000,
  /** Text form, UTF-16 code units. */
  textLength: 20_000,
} as const;

/** Events that tell of segments: rules never count them, so that no segment can feed on its own changes. */
export const SEGMENT_EVENTS = { entered: "Segment Entered", exited: "Segment Exited" } as const;

const scalar = z.union([z.string().max(RULE_LIMITS.valueLength), z.number(), z.boolean()]);
const text = z.string().min(1).max(RULE_LIMITS.valueLength);
const time = z.iso.datetime({ offset: true });
/** Like `30d`; ten years at most. */
const durationSchema = z
  .string()
  .regex(DURATION_PATTERN, "must be a whole number with a unit: ms, s, m, h, d or w, such as 30d")
  .refine((value) => (parseDuration(value) ?? 0) <= MAX_DURATION_MS, "must be ten years at most");

const equality = [
  z.strictObject({ operator: z.enum(["equals", "not_equals"]), value: scalar }),
  z.strictObject({ operator: z.enum(["one_of", "none_of"]), values: z.array(scalar).min(1).max(RULE_LIMITS.values) }),
  z.strictObject({ operator: z.enum(["exists", "missing"]) }),
] as const;
const texts = [
  z.strictObject({ operator: z.enum(["contains", "not_contains"]), value: z.union([text, z.number(), z.boolean()]) }),
  z.strictObject({ operator: z.enum(["starts_with", "ends_with"]), value: text }),
  z.strictObject({ operator: z.enum(["matches", "not_matches"]), pattern: text.max(RULE_LIMITS.patternLength) }),
] as const;
const numbers = [
  z.strictObject({ operator: z.enum(["greater_than", "at_least", "less_than", "at_most"]), value: z.number() }),
  z.strictObject({ operator: z.literal("between"), from: z.number(), to: z.number() }),
] as const;
const instants = [z.strictObject({ operator: z.enum(["before", "after"]), time })] as const;
const relatives = [
  /** `in_last` d: within the d before now. `before_last` d: longer ago. `in_next`, `after_next`: the same ahead. */
  z.strictObject({ operator: z.enum(["in_last", "before_last", "in_next", "after_next"]), duration: durationSchema }),
] as const;

/**
 * What a property of an event must be. Texts compare by code point, numbers as numbers, `before` and `after` read RFC 3339
 * times, dates and Unix times; a value of another kind does not match, and the negated operators are true of it and of
 * what is missing.
 */
export const staticComparisonSchema = z.discriminatedUnion("operator", [
  ...equality,
  ...texts,
  ...numbers,
  ...instants,
]);
export type StaticComparison = z.infer<typeof staticComparisonSchema>;

/** What a number must be. */
const numberComparisonSchema = z.discriminatedUnion("operator", [...numbers]);
/** What a number or a name must be. */
const scoreComparisonSchema = z.discriminatedUnion("operator", [...equality, ...numbers]);

/** What a trait must be: the same, and times relative to now. */
export const comparisonSchema = z.discriminatedUnion("operator", [
  ...equality,
  ...texts,
  ...numbers,
  ...instants,
  ...relatives,
]);
export type Comparison = z.infer<typeof comparisonSchema>;

/** What models and computations say of a person besides intents: see `score`. */
export const SCORES = [
  "expected_purchases",
  "expected_value",
  "customer_alive",
  "rfm_recency",
  "rfm_frequency",
  "rfm_monetary",
  "rfm_segment",
] as const;

/** Names from outside in: `["address", "city"]`. */
const pathSchema = z.array(z.string().min(1).max(255)).min(1).max(8);
const name = z.string().min(1).max(LIMITS.eventNameLength);

/** One condition on what came with an event. */
export const eventFilterSchema = z.strictObject({
  /** Where to look; `properties` when absent. */
  in: z.enum(["properties", "context"]).optional(),
  path: pathSchema,
  is: staticComparisonSchema,
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

const matcher = {
  /** Absent: any event but those of `SEGMENT_EVENTS`. */
  event: name
    .refine((value) => value !== SEGMENT_EVENTS.entered && value !== SEGMENT_EVENTS.exited, {
      message: "is told by segments themselves; name the segment instead",
    })
    .optional(),
  messageType: z.enum(MESSAGE_TYPES).optional(),
  /** All must hold. */
  where: z.array(eventFilterSchema).max(RULE_LIMITS.filters).optional(),
};
/** Which events a condition speaks of. */
export const eventMatcherSchema = z.strictObject(matcher);
export type EventMatcher = z.infer<typeof eventMatcherSchema>;

/** `last` d: (now − d, now]. `since` and `until`: from the first on, before the second. */
export const windowSchema = z.union([
  z.strictObject({ last: durationSchema }),
  z.strictObject({ since: time, until: time.optional() }),
  z.strictObject({ until: time }),
]);
export type EventWindow = z.infer<typeof windowSchema>;

const count = z.number().int().min(0).max(1_000_000);
const leafSchemas = [
  z.strictObject({ type: z.literal("everyone") }),
  z.strictObject({ type: z.literal("trait"), path: pathSchema, is: comparisonSchema }),
  /** The trait has been this value without a break for that long, by what identify messages said. */
  z.strictObject({ type: z.literal("has_been"), path: pathSchema, value: scalar, for: durationSchema }),
  z.strictObject({
    type: z.literal("profile"),
    field: z.enum([
      "user_id",
      "first_seen",
      "last_seen",
      "event_count",
      "first_source",
      "first_medium",
      "first_campaign",
      "last_source",
      "last_medium",
      "last_campaign",
    ]),
    is: comparisonSchema,
  }),
  z.strictObject({ type: z.literal("group"), id: z.string().min(1).max(LIMITS.idLength) }),
  /** A computed trait by its key; without a value while its past is still added up. */
  z.strictObject({ type: z.literal("computed"), key: z.string().min(1).max(255), is: comparisonSchema }),
  /** The last decision about a category of consent. `unknown`: there was none. */
  z.strictObject({
    type: z.literal("consent"),
    category: z.string().min(1).max(100),
    state: z.enum(["granted", "denied", "unknown"]),
  }),
  /** The calibrated probability, 0 to 1, that a person reaches this goal within its horizon. */
  z.strictObject({ type: z.literal("intent"), goal: z.string().min(1).max(63), is: numberComparisonSchema }),
  /** Purchases and value to be expected, probability of still being a customer, or a place among all by RFM. */
  z.strictObject({ type: z.literal("score"), name: z.enum(SCORES), is: scoreComparisonSchema }),
  /** In this cluster, of those that were learned. */
  z.strictObject({ type: z.literal("cluster"), id: z.string().min(1).max(64) }),
  /** There is a trait `email` that can be written to. */
  z.strictObject({ type: z.literal("email") }),
  /** At least once when `times` is absent; both bounds are inclusive. */
  z.strictObject({
    type: z.literal("performed"),
    ...matcher,
    times: z.strictObject({ min: count.optional(), max: count.optional() }).optional(),
    window: windowSchema.optional(),
  }),
  /** The first or last such event of all (`where` says which count) has these properties, and lies within the window. */
  z.strictObject({
    type: z.enum(["first_performed", "last_performed"]),
    ...matcher,
    having: z.array(eventFilterSchema).max(RULE_LIMITS.filters).optional(),
    window: windowSchema.optional(),
  }),
  /** Events in this order, each at most `within` after the one before it, and no `without` between the two. */
  z.strictObject({
    type: z.literal("sequence"),
    steps: z
      .array(z.strictObject({ ...matcher, within: durationSchema.optional(), without: eventMatcherSchema.optional() }))
      .min(1)
      .max(RULE_LIMITS.steps),
    /** And then not this one, for that long by now: the first completion since the last such event counts. */
    unless: z.strictObject({ ...matcher, for: durationSchema }).optional(),
    /** When the last step happened. */
    window: windowSchema.optional(),
  }),
  z.strictObject({ type: z.literal("segment"), id: z.string().min(1).max(64) }),
  /** A list that is kept by hand, see `lists`. */
  z.strictObject({ type: z.literal("list"), name: z.string().min(1).max(100) }),
  /** A fixed random share of all people: from ≤ percent < to. Another salt draws another share. */
  z.strictObject({
    type: z.literal("bucket"),
    salt: z.string().max(100),
    from: z.number().min(0).max(100),
    to: z.number().min(0).max(100),
  }),
  /** Where a numeric trait lies among those of all people: from ≤ rank ≤ to in percent, by the last snapshot. */
  z.strictObject({
    type: z.literal("percentile"),
    /** Where to look; `traits` when absent. A computed trait's path is its key. */
    in: z.enum(["traits", "computed"]).optional(),
    path: pathSchema,
    from: z.number().min(0).max(100),
    to: z.number().min(0).max(100),
  }),
] as const;

const leafRuleSchema = z.discriminatedUnion("type", [...leafSchemas]);
/** A condition that holds no other ones. */
export type LeafRule = z.infer<typeof leafRuleSchema>;

/** Who belongs to a segment. By hand, because a schema that names itself cannot infer its own type. */
export type SegmentRule = LeafRule | { type: "and" | "or"; nodes: SegmentRule[] } | { type: "not"; node: SegmentRule };

/** The rule language as typed JSON; `segment-text` is the same for people to read and write. */
export const segmentRuleSchema: z.ZodType<SegmentRule> = z.lazy(() =>
  z.discriminatedUnion("type", [
    ...leafSchemas,
    z.strictObject({
      type: z.enum(["and", "or"]),
      nodes: z.array(segmentRuleSchema).min(1).max(RULE_LIMITS.groupNodes),
    }),
    z.strictObject({ type: z.literal("not"), node: segmentRuleSchema }),
  ]),
);
