import { z } from "zod";
import { LIMITS } from "./limits.ts";

const id = z.string().min(1).max(LIMITS.idLength);
/** Name by which pages and servers ask: what a slot says in `data-rapport-slot`. */
export const placementNameSchema = z.string().trim().min(1).max(LIMITS.eventNameLength);

/** Bounds of one placement. */
export const PLACEMENT_LIMITS = { rules: 50, conditions: 20, values: 200, placements: 500, actions: 50 } as const;

const value = z.union([z.string().max(500), z.number(), z.boolean()]);
/**
 * A fact about an item: `type`, `category`, `tag`, `priceCents`, `stock`, `margin` (0–1), `ageDays` (since validFrom), or
 * `attributes.` and a name.
 */
const field = z
  .string()
  .regex(
    /^(type|category|tag|priceCents|stock|margin|ageDays|attributes\..{1,64})$/,
    "is type, category, tag, priceCents, stock, margin, ageDays or attributes.<name>",
  );

/** One test of an item; an item that lacks the fact fails every test but `missing`, `ne` and `not_in`. */
export const conditionSchema = z.discriminatedUnion("op", [
  z.strictObject({ op: z.enum(["eq", "ne"]), field, value }),
  z.strictObject({
    op: z.enum(["in", "not_in"]),
    field,
    values: z.array(value).min(1).max(PLACEMENT_LIMITS.values),
  }),
  z.strictObject({ op: z.enum(["lt", "lte", "gt", "gte"]), field, value: z.number() }),
  z.strictObject({ op: z.enum(["exists", "missing"]), field }),
  z.strictObject({ op: z.literal("contains"), field, value: z.string().min(1).max(500) }),
]);
export type Condition = z.infer<typeof conditionSchema>;

/** All of them must hold. */
const when = z.array(conditionSchema).min(1).max(PLACEMENT_LIMITS.conditions);

/** What a marketer wants of a list beside what the model thinks; applied in the order pool, score, order, places. */
export const placementRuleSchema = z.discriminatedUnion("kind", [
  /** The item stands at this place, from 0, as long as it can be had. */
  z.strictObject({ kind: z.literal("pin"), itemId: id, position: z.number().int().min(0).max(99) }),
  z.strictObject({ kind: z.literal("only"), when }),
  z.strictObject({ kind: z.literal("exclude"), when }),
  /** Behind everything else. */
  z.strictObject({ kind: z.literal("bury"), when }),
  /** Multiplies the score. */
  z.strictObject({ kind: z.literal("boost"), when, factor: z.number().min(0.05).max(20) }),
  /** Multiplies the score by 1 + weight × margin, where margin = (price − cost) / price. */
  z.strictObject({ kind: z.literal("margin"), weight: z.number().min(0).max(5) }),
  /** Items that the person did only this with may come again; without it nothing of their history does. */
  z.strictObject({
    kind: z.literal("repeat"),
    actions: z.array(z.enum(["viewed", "clicked", "engaged", "saved", "added", "purchased"])).min(1),
  }),
  /** At most this many of one category; level 0 is the most general. */
  z.strictObject({
    kind: z.literal("category_cap"),
    level: z.number().int().min(0).max(19),
    max: z.number().int().min(1).max(100),
  }),
  /** Categories in the proportions of the person's own history (Steck 2018); 0 leaves the order, 1 looks at nothing else. */
  z.strictObject({ kind: z.literal("calibrate"), weight: z.number().min(0).max(1) }),
]);
export type PlacementRule = z.infer<typeof placementRuleSchema>;

/** Where the list comes from. */
const STRATEGIES = ["personal", "related", "popular", "trending", "newest"] as const;
/** What fills a list that came out too short, in this order. */
export const FALLBACKS = ["popular", "newest", "without_only_rules"] as const;

/** How a slot learns which item to show first. */
export const explorationSchema = z.strictObject({
  policy: z.enum(["none", "linucb", "thompson", "epsilon_greedy"]).default("none"),
  /** Share of decisions that go to a random candidate, spread evenly over all: no item's share falls below epsilon / actions. */
  epsilon: z.number().min(0.005).max(0.5).default(0.05),
  /** Width of the confidence bound (LinUCB) or of the posterior (Thompson). */
  width: z.number().min(0.01).max(5).default(0.6),
  /** Best candidates that may come first. */
  actions: z.number().int().min(2).max(PLACEMENT_LIMITS.actions).default(10),
  /** What counts as success. */
  reward: z.enum(["clicked", "converted"]).default("clicked"),
  /** How long after the exposure success may come; the policy learns when this has passed. */
  rewardMinutes: z.number().int().min(1).max(10_080).default(30),
  /** Decisions after which what was learned weighs half: a changing world wants few, a steady one many. */
  halfLifeDecisions: z.number().int().min(100).max(10_000_000).default(20_000),
});
export type Exploration = z.infer<typeof explorationSchema>;

/** Body of `PUT /api/v1/placements/{name}`. */
export const putPlacementSchema = z.strictObject({
  description: z.string().max(2_000).default(""),
  /** Items of this type only; null takes every type. */
  itemType: z.string().max(40).nullable().default(null),
  strategy: z.enum(STRATEGIES).default("personal"),
  rules: z.array(placementRuleSchema).max(PLACEMENT_LIMITS.rules).default([]),
  /** 0 keeps the order of the scores, 1 looks at variety only. */
  diversity: z.number().min(0).max(1).default(0.05),
  fallback: z.array(z.enum(FALLBACKS)).max(3).default(["popular", "newest"]),
  /** Personal lists only for those whose request says that they agree. */
  needsConsent: z.boolean().default(false),
  exploration: explorationSchema.prefault({}),
  /** Share of people who are shown what is popular instead, so that the lift of the others can be measured. */
  holdout: z.number().min(0).max(0.5).default(0),
  /** An order counts for a recommendation that was clicked at most this long before. */
  attributionDays: z.number().int().min(1).max(90).default(7),
});
export type PutPlacement = z.infer<typeof putPlacementSchema>;

/** A place where recommendations are shown, and what is shown there. */
export const placementSchema = z.object({
  name: z.string(),
  ...putPlacementSchema.shape,
  /** Grows with every change. */
  version: z.number().int(),
  /** Version of the learned policy; 0 before it has learned. */
  policyVersion: z.number().int(),
  updatedAt: z.string(),
});
export type Placement = z.infer<typeof placementSchema>;
/** How often something happened among the people of one group. */
const groupSchema = z.object({ people: z.number().int(), buyers: z.number().int(), valueCents: z.number().int() });

/** What became of a placement's decisions since a time, and what the list is worth beside what is popular. */
export const placementReportSchema = z.object({
  since: z.string(),
  decisions: z.number().int(),
  /** Recommended items by what became of them. */
  shown: z.number().int(),
  clicked: z.number().int(),
  converted: z.number().int(),
  dismissed: z.number().int(),
  /** Of the conversions whose orders say it, integer cents. */
  valueCents: z.number().int(),
  /** People who were shown the list, and those kept untreated; who has been both is in neither. */
  treated: groupSchema,
  untreated: groupSchema,
  /**
   * How much more of the treated bought within the attribution window after their first decision, relative and absolute
   * with 95 % intervals; null while there is no untreated group. `lift` is null where it cannot be said yet.
   */
  lift: z
    .object({
      lift: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      difference: z.number(),
      differenceLow: z.number(),
      differenceHigh: z.number(),
    })
    .nullable(),
});
export type PlacementReport = z.infer<typeof placementReportSchema>;

const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** What policies would have earned on the decisions that a placement has logged: rewards per decision. */
export const policyEvaluationSchema = z.object({
  /** Logged decisions that were judged by, after those that policies learned from. */
  rounds: z.number().int(),
  /** Decisions with a policy of which no exposure was reported, or whose time for success is not over: not judged by. */
  unseen: z.number().int(),
  policies: z.array(
    z.object({
      name: z.enum(["logged", "ranking", "uniform", "linucb", "thompson", "epsilon_greedy"]),
      ips: estimateSchema,
      snips: estimateSchema,
      dr: estimateSchema,
      /** How many decisions of the policy itself the log is worth; below 100 say little. */
      effectiveRounds: z.number(),
      /** Whether the whole interval of DR lies above the logged policy's value. */
      better: z.boolean(),
    }),
  ),
  /** Decisions that were made again from the log, and those of them that came out the same. */
  replayed: z.number().int(),
  identical: z.number().int(),
});
export type PolicyEvaluation = z.infer<typeof policyEvaluationSchema>;

export const placementListSchema = z.object({ data: z.array(placementSchema) });
