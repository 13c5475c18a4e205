import { z } from "zod";
import { recommendedItemSchema } from "./catalog.ts";
import { LIMITS } from "./limits.ts";
import { USER_TOKEN_LIMITS } from "./user-tokens.ts";

const id = z.string().min(1).max(LIMITS.idLength);
const userToken = z.string().min(1).max(USER_TOKEN_LIMITS.length);

/** Where an answer will be shown; logged with the decision, and learned from. */
const decisionContextSchema = z.strictObject({
  device: z.enum(["desktop", "mobile", "tablet"]).optional(),
  page: z.string().max(LIMITS.eventNameLength).optional(),
  locale: z.string().max(35).optional(),
});

/**
 * Ask what a person should see next. Give a userId, an anonymousId, or both; or items, a cart, or a segment, for an
 * answer that is nobody's own.
 */
export const recommendationQuerySchema = z.strictObject({
  userId: id.optional(),
  anonymousId: id.optional(),
  /** Proves the userId to a write key that demands user tokens; without one such a key answers for the device. */
  userToken: userToken.optional(),
  /** Where the answer will be shown: a placement of the project, or a name of your own. */
  placement: z.string().min(1).max(LIMITS.eventNameLength).default("default"),
  limit: z.number().int().min(1).max(LIMITS.recommendations).default(10),
  /** Item the person looks at now; counts as the latest interaction and is never recommended. */
  itemId: id.optional(),
  /** Items that the answer should go with, latest last; none of them is recommended. */
  itemIds: z.array(id).max(50).default([]),
  /** Items of the cart; none of them is recommended. */
  cart: z.array(id).max(100).default([]),
  /** Segment whose members' popularity stands in for everybody's. With a secret key only: what a segment likes is its owner's. */
  segmentId: id.optional(),
  /** Items never to return. */
  exclude: z.array(id).max(500).default([]),
  /** Keep items of this category only. */
  category: z.string().max(LIMITS.eventNameLength).optional(),
  context: decisionContextSchema.default({}),
  /** Whether the person agrees to a personal list; false keeps their history out of it. */
  consent: z.boolean().optional(),
  /** Offset of a tracking answer: wait until it is folded in. */
  after: z.string().max(4_096).optional(),
  /** Longest wait for `after`, milliseconds. */
  waitMs: z.number().int().min(0).max(5_000).default(300),
});
export type RecommendationQuery = z.input<typeof recommendationQuerySchema>;

/** Which generator proposed an item. */
export const GENERATORS = ["transitions", "content", "popularity", "ease", "factors", "sessions", "reranker"] as const;
export type Generator = (typeof GENERATORS)[number];

/** Why an item was chosen, in words and in evidence. */
export const explanationSchema = z.object({
  /** One sentence, e.g. "Because you viewed Copper Kettle". */
  text: z.string(),
  /** Items of the person's history that speak for it, strongest first; `share`, of four decimals, sums to ≤ 1. */
  because: z.array(z.object({ itemId: z.string(), name: z.string(), action: z.string(), share: z.number() })),
  /** Share of the score per generator, of four decimals; sums to 1 but for their rounding. */
  generators: z.partialRecord(z.enum(GENERATORS), z.number()),
});
export type Explanation = z.infer<typeof explanationSchema>;

export const recommendationSchema = z.object({
  itemId: z.string(),
  /** Unbounded; comparable within one answer only. */
  score: z.number(),
  /** Place in the list, from 0. */
  position: z.number().int(),
  explanation: explanationSchema,
  /** What rules of the placement did to it, in words; absent where none acted. */
  rules: z.array(z.string()).optional(),
  item: recommendedItemSchema.nullable(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** How the first free place was chosen, where the placement explores. */
const explorationAnswerSchema = z.object({
  policy: z.string(),
  /** State of the policy; 0 before it has learned. */
  policyVersion: z.number().int(),
  itemId: z.string(),
  /** Probability with which this item was chosen. */
  propensity: z.number(),
  /** True where another item was likelier. */
  explored: z.boolean(),
});

export const recommendationAnswerSchema = z.object({
  decisionId: z.string(),
  placement: z.string(),
  recommendations: z.array(recommendationSchema),
  /** Parts that could not do their best for this answer; empty when all was well. */
  degraded: z.array(
    z.enum(["after", "warming", "no_catalog", "no_history", "overload", "store", "no_consent", "fallback"]),
  ),
  exploration: explorationAnswerSchema.optional(),
  /** True where the person belongs to the placement's untreated group and is shown what is popular. */
  holdout: z.boolean().optional(),
});
export type RecommendationAnswer = z.infer<typeof recommendationAnswerSchema>;

/** Several questions at once, answered in their order: the slots of one page. */
export const recommendationBatchSchema = z.strictObject({ queries: z.array(recommendationQuerySchema).min(1).max(20) });
export const recommendationBatchAnswerSchema = z.object({ answers: z.array(recommendationAnswerSchema) });

/** What became of a recommendation: it was shown, clicked, bought or sent away. */
export const recommendationFeedbackSchema = z.strictObject({
  decisionId: id,
  action: z.enum(["shown", "clicked", "converted", "dismissed"]),
  itemIds: z.array(id).min(1).max(LIMITS.recommendations),
  userId: id.optional(),
  anonymousId: id.optional(),
  /** Proves the userId, where the write key demands user tokens. */
  userToken: userToken.optional(),
  messageId: id.optional(),
});
export type RecommendationFeedback = z.infer<typeof recommendationFeedbackSchema>;

/** Track events that feedback becomes. */
export const FEEDBACK_EVENTS = {
  shown: "Recommendation Shown",
  clicked: "Recommendation Clicked",
  converted: "Recommendation Converted",
  dismissed: "Recommendation Dismissed",
} as const satisfies Record<RecommendationFeedback["action"], string>;
