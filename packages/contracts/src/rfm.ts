import { z } from "zod";

const scoreSchema = z.number().int().min(1).max(5);

/** Recency, frequency and monetary value of one customer among all of the project. */
export const rfmScoreSchema = z.object({
  /** Name of the place in the grid, e.g. `Champions`, `At risk`. */
  segment: z.string(),
  /** 5 = the fifth that bought last. Equal customers have equal scores. */
  recency: scoreSchema,
  frequency: scoreSchema,
  monetary: scoreSchema,
  lastOrderAt: z.string(),
  orders: z.number().int(),
  /** Sum of what the purchase events say, in the unit they say it in. */
  revenue: z.number(),
  computedAt: z.string(),
});
export type RfmScore = z.infer<typeof rfmScoreSchema>;

/** The customers of a project by named segment. */
export const rfmSummarySchema = z.object({
  /** Null while it was never computed. */
  computedAt: z.string().nullable(),
  customers: z.number().int(),
  segments: z.array(z.object({ segment: z.string(), customers: z.number().int(), revenue: z.number() })),
});

/** Which events are purchases. */
export const computeRfmSchema = z.object({
  event: z.string().min(1).max(200).default("Order Completed"),
  /** Property with the amount; without it the first number of `revenue`, `total`, `value`. */
  property: z.string().min(1).max(200).optional(),
});
export type ComputeRfm = z.infer<typeof computeRfmSchema>;

/** The job that computes it. */
export const rfmJobSchema = z.object({ jobId: z.string(), isNew: z.boolean() });
