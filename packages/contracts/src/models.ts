import { z } from "zod";

/** What a model answers: which item next, or how likely an action is. One registry holds them all. */
export const MODEL_KINDS = ["recommendations", "intents"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/**
 * A `candidate` was trained and measured, the `active` one answers, a `retired` one answered before. Activating a
 * retired version is the rollback. One version of a name is active at most.
 */
export const MODEL_STATUSES = ["candidate", "active", "retired"] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/**
 * Figures of one model by name, and beside them those of each baseline of the same run: `{ ndcg: 0.48, popularity: { ndcg: 0.25 } }`.
 * A recommender's have `ndcgLow` and `ndcgHigh` (95 %), and those of the people of a segment under `segment:` and its id.
 */
export const modelMetricsSchema = z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())]));
export type ModelMetrics = z.infer<typeof modelMetricsSchema>;

/** One trained version of a model. */
export const modelSchema = z.object({
  /** `mdl_…` */
  id: z.string(),
  kind: z.enum(MODEL_KINDS),
  /** What it is for within its kind: a placement's strategy, or the goal that an intent predicts. */
  name: z.string(),
  /** Counts from 1 within kind and name. */
  version: z.number().int(),
  status: z.enum(MODEL_STATUSES),
  /** Events from this time, RFC 3339 … */
  dataFrom: z.string(),
  /** … up to this one were learned from. */
  dataTo: z.string(),
  /** Settings that it was trained with. */
  parameters: z.record(z.string(), z.unknown()),
  metrics: modelMetricsSchema,
  /** Size of the stored model, bytes. */
  sizeBytes: z.number().int(),
  createdAt: z.string(),
  /** When it last began to answer; null while it never did. */
  activatedAt: z.string().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

export const modelPageSchema = z.object({ data: z.array(modelSchema), nextCursor: z.string().nullable() });
export type ModelPage = z.infer<typeof modelPageSchema>;

/** Body of `POST /api/v1/recommendations/models/train`: there is nothing to choose. */
export const trainingRequestSchema = z.strictObject({});

export const trainingAnswerSchema = z.object({
  /** The job that trains; its progress is at `/api/v1/jobs/{jobId}`. */
  jobId: z.string(),
  /** False when one was being trained already. */
  isNew: z.boolean(),
});
export type TrainingAnswer = z.infer<typeof trainingAnswerSchema>;
