import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Bounds of one search. */
const LOOKALIKE_LIMITS = { seed: 1_000, size: 10_000 } as const;

/** Body of `POST /api/v1/segments/lookalike`: who is like these people? */
export const lookalikeRequestSchema = z.object({
  /** User ids or profile ids; those that lead to nobody are named in the answer. */
  seed: z.array(z.string().min(1).max(LIMITS.idLength)).min(1).max(LOOKALIKE_LIMITS.seed),
  /** People in the answer, at most. */
  size: z.number().int().min(1).max(LOOKALIKE_LIMITS.size).default(100),
  /** Lowest similarity, −1 to 1; without it the most similar are taken however far they are. */
  threshold: z.number().min(-1).max(1).optional(),
});
export type LookalikeRequest = z.infer<typeof lookalikeRequestSchema>;

export const lookalikeAnswerSchema = z.object({
  /** What similarity is made of: what people did, not what things mean. */
  method: z.literal("behavioural"),
  /** Model that the vectors are of; vectors of different models are never compared. Null before the first refresh. */
  model: z.string().nullable(),
  dimension: z.number().int(),
  /** People who were compared. */
  compared: z.number().int(),
  /** True when all of them were compared one by one; false when an index chose whom to compare. */
  exact: z.boolean(),
  /** True when the engine that should have answered did not, and the exact search stood in. */
  degraded: z.boolean(),
  /** Seed ids that lead to nobody, or to somebody without a vector yet. */
  missing: z.array(z.string()),
  /** The most similar first; the seed is left out. */
  data: z.array(z.object({ profileId: z.string(), userId: z.string().nullable(), score: z.number() })),
});
export type LookalikeAnswer = z.infer<typeof lookalikeAnswerSchema>;
