import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Limits of computed traits: each is folded with every event of its names, and kept for every person who has some. */
export const TRAIT_LIMITS = {
  /** Computed traits of one project. */
  traits: 100,
  /** Event names of one measure. */
  events: 20,
  /** Conditions of one measure. */
  conditions: 10,
  /** Values of one `one_of`. */
  values: 50,
  /** Path of a property, UTF-16 code units. */
  propertyLength: 200,
  /** Values of a `list`. */
  listLength: 50,
  /** Hours of a rolling window: a year. */
  hours: 8_760,
} as const;

const scalarSchema = z.union([z.string().max(255), z.number(), z.boolean()]);
/** Path into an event's properties, or into its context when it begins with `context.`. */
const propertySchema = z.string().min(1).max(TRAIT_LIMITS.propertyLength);

const CONDITION_OPERATORS = [
  "equals",
  "not_equals",
  "one_of",
  "contains",
  "greater_than",
  "at_least",
  "less_than",
  "at_most",
  "exists",
  "not_exists",
] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/** One demand on an event's properties. */
const traitConditionSchema = z
  .object({
    property: propertySchema,
    operator: z.enum(CONDITION_OPERATORS),
    value: z.union([scalarSchema, z.array(scalarSchema).min(1).max(TRAIT_LIMITS.values)]).optional(),
  })
  .superRefine(({ operator, value }, context) => {
    const needs = operator === "one_of" ? "a list" : "one value";
    const has = value === undefined ? "nothing" : Array.isArray(value) ? "a list" : "one value";
    const wanted = operator === "exists" || operator === "not_exists" ? "nothing" : needs;
    if (has !== wanted) context.addIssue({ code: "custom", path: ["value"], message: `${operator} takes ${wanted}` });
  });
export type TraitCondition = z.infer<typeof traitConditionSchema>;

/** What is made of the events that count. `first` and `last` without a property give the event's time. */
const traitCalculationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("count") }),
  ...(["sum", "average", "min", "max", "unique_count", "most_frequent"] as const).map((kind) =>
    z.object({ kind: z.literal(kind), property: propertySchema }),
  ),
  ...(["first", "last"] as const).map((kind) =>
    z.object({ kind: z.literal(kind), property: propertySchema.optional() }),
  ),
  z.object({
    kind: z.literal("list"),
    property: propertySchema,
    limit: z.number().int().min(1).max(TRAIT_LIMITS.listLength).default(10),
  }),
]);
export type TraitCalculation = z.infer<typeof traitCalculationSchema>;

/** Events by name that meet all conditions, and the calculation over them. */
const traitMeasureSchema = z.object({
  events: z.array(z.string().min(1).max(LIMITS.eventNameLength)).min(1).max(TRAIT_LIMITS.events),
  where: z.array(traitConditionSchema).max(TRAIT_LIMITS.conditions).default([]),
  calculation: traitCalculationSchema,
});
export type TraitMeasure = z.infer<typeof traitMeasureSchema>;

/** Which events count by their time: all, those since a moment, or those of the last hours. */
const traitWindowSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all_time") }),
  z.object({ kind: z.literal("since"), since: z.iso.datetime({ offset: true }) }),
  z.object({ kind: z.literal("rolling"), hours: z.number().int().min(1).max(TRAIT_LIMITS.hours) }),
]);
export type TraitWindow = z.infer<typeof traitWindowSchema>;

const NUMERIC = new Set(["count", "sum", "unique_count"]);

/** A measure over a window; with `per`, the ratio of `measure` to `per`. */
export const traitDefinitionSchema = z
  .object({
    measure: traitMeasureSchema,
    per: traitMeasureSchema.optional(),
    window: traitWindowSchema.default({ kind: "all_time" }),
  })
  .superRefine(({ measure, per }, context) => {
    if (!per) return;
    for (const [part, { calculation }] of Object.entries({ measure, per })) {
      if (NUMERIC.has(calculation.kind)) continue;
      const message = "a ratio is made of count, sum or unique_count";
      context.addIssue({ code: "custom", path: [part, "calculation", "kind"], message });
    }
  });
export type TraitDefinition = z.infer<typeof traitDefinitionSchema>;

/** Body of `POST /api/v1/computed-traits` and `PUT /api/v1/computed-traits/{traitId}`. */
export const putComputedTraitSchema = z.object({
  /** Name that values are found by, e.g. `orders_30d`. */
  key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "must begin with a-z and hold a-z, 0-9 and _ only, 63 at most"),
  description: z.string().max(500).default(""),
  definition: traitDefinitionSchema,
});
export type PutComputedTrait = z.infer<typeof putComputedTraitSchema>;

/** A computed trait with how far it is. */
export const computedTraitSchema = putComputedTraitSchema.extend({
  id: z.string(),
  /** `backfilling`: stored events are being added up and no value is shown yet; `active`: kept with every event. */
  status: z.enum(["backfilling", "active"]),
  /** Share of the stored events that were read, 0–1. */
  progress: z.number(),
  /** People who have a value that is not the empty one. */
  people: z.number().int(),
  /** A rolling window covers its hours and up to so many minutes more; null where nothing rolls. */
  bucketMinutes: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ComputedTrait = z.infer<typeof computedTraitSchema>;
export const computedTraitsSchema = z.object({ data: z.array(computedTraitSchema) });

const traitValueSchema = z.union([scalarSchema, z.array(scalarSchema)]).nullable();

/** Value of a computed trait for one person. */
export const computedValueSchema = z.object({
  value: traitValueSchema,
  /** True beyond the bounds of exact counting: distinct values by HyperLogLog, frequencies of a sample of values. */
  isEstimate: z.boolean(),
});
export type ComputedValue = z.infer<typeof computedValueSchema>;

/** Body of `POST /api/v1/computed-traits/preview`: a definition tried on one person, nothing is kept. */
export const previewTraitSchema = z.object({
  userId: z.string().min(1).max(LIMITS.idLength),
  definition: traitDefinitionSchema,
});
export type PreviewTrait = z.infer<typeof previewTraitSchema>;

/** What the definition gives for the person, with the latest events that it was made of. */
export const traitPreviewSchema = computedValueSchema.extend({
  /** Events of these names that were read, the latest ones. */
  eventsRead: z.number().int(),
  /** False when the person has more than were read. */
  isComplete: z.boolean(),
  /** The latest events that count, ten at most. */
  evidence: z.array(z.object({ name: z.string(), timestamp: z.string(), messageId: z.string() })),
});
export type TraitPreview = z.infer<typeof traitPreviewSchema>;
