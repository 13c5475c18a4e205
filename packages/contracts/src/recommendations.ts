import { z } from "zod";
import { recommendedItemSchema } from "./catalog.ts";
import { LIMITS } from "./limits.ts";

const id = z.string().min(1).max(LIMITS.idLength);

/** Ask what a person should see next. Give a userId, an anonymousId, or both. */
export const recommendationQuerySchema = z.strictObject({
  userId: id.optional(),
  anonymousId: id.optional(),
  /** Where the answer will be shown; logged with the decision. */
  placement: z.string().min(1).max(LIMITS.eventNameLength).default("default"),
  limit: z.number().int().min(1).max(LIMITS.recommendations).default(10),
  /** Item the person looks at now; counts as the latest interaction and is never recommended. */
  itemId: id.optional(),
  /** Items never to return. */
  exclude: z.array(id).max(500).default([]),
  /** Keep items of this category only. */
  category: z.string().max(LIMITS.eventNameLength).optional(),
  /** Offset of a tracking answer: wait until it is folded in. */
  after: z.string().max(4_096).optional(),
  /** Longest wait for `after`, milliseconds. */
  waitMs: z.number().int().min(0).max(5_000).default(300),
});
export type RecommendationQuery = z.input<typeof recommendationQuerySchema>;

/** Which generator proposed an item. */
export const GENERATORS = ["transitions", "content", "popularity", "ease", "factors", "sessions"] as const;
export type Generator = (typeof GENERATORS)[number];

/** Why an item was chosen, in words and in evidence. */
export const explanationSchema = z.object({
  /** One sentence, e.g. "Because you viewed Copper Kettle". */
  text: z.string(),
  /** Items of the person's history that speak for it, strongest first; `share` sums to ≤ 1. */
  because: z.array(z.object({ itemId: z.string(), name: z.string(), action: z.string(), share: z.number() })),
  /** Share of the score per generator, sums to 1. */
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
  item: recommendedItemSchema.nullable(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

export const recommendationAnswerSchema = z.object({
  decisionId: z.string(),
  placement: z.string(),
  recommendations: z.array(recommendationSchema),
  /** Parts that could not do their best for this answer; empty when all was well. */
  degraded: z.array(z.enum(["after", "warming", "no_catalog", "no_history", "overload", "store"])),
});
export type RecommendationAnswer = z.infer<typeof recommendationAnswerSchema>;

/** What became of a recommendation: it was shown, clicked, bought or sent away. */
export const recommendationFeedbackSchema = z.strictObject({
  decisionId: id,
  action: z.enum(["shown", "clicked", "converted", "dismissed"]),
  itemIds: z.array(id).min(1).max(LIMITS.recommendations),
  userId: id.optional(),
  anonymousId: id.optional(),
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
