import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** A draft can be edited; a running experiment assigns and is frozen; a stopped one assigns nobody any more. */
const EXPERIMENT_STATES = ["draft", "running", "stopped"] as const;

/** Whom an experiment is about: a device by its anonymousId, or a signed-in person by their userId. */
export const EXPERIMENT_UNITS = ["anonymous", "user"] as const;

/** Variant name of those who take part untreated; no variant may have it. */
export const HOLDOUT = "holdout";

/** Track event that tells that somebody really saw their variant, by the name of Segment's A/B testing specification. */
export const EXPOSURE_EVENT = "Experiment Viewed";

/** Its properties; `variation_name` is the variant, or `holdout`. */
export type ExposureProperties = { experiment_id: string; experiment_name: string; variation_name: string };

const nameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "must be lower-case letters, digits, - and _, such as checkout-button");
const shareSchema = z.number().min(0).max(1).multipleOf(0.0001);

const variantSchema = z.strictObject({
  name: nameSchema.refine((name) => name !== HOLDOUT, `${HOLDOUT} is the name of those who see no variant`),
  /** Share of this variant among those who are treated, as a part of the sum of all weights. */
  weight: z.number().positive().max(1_000_000),
});

const variantsSchema = z
  .array(variantSchema)
  .min(2)
  .max(10)
  .refine((variants) => new Set(variants.map(({ name }) => name)).size === variants.length, "names must differ");

/** Body of `POST /api/v1/experiments` and, for a draft, of `PUT /api/v1/experiments/{experimentId}`. */
export const putExperimentSchema = z.strictObject({
  /** Word that pages and servers ask for; one experiment of a project has it. */
  name: nameSchema,
  description: z.string().max(2_000).default(""),
  unit: z.enum(EXPERIMENT_UNITS).default("anonymous"),
  /** Experiments of one layer share no people; without a layer an experiment has all people to itself. */
  layer: nameSchema.nullable().default(null),
  /** Share of all people that take part, in steps of 0.0001; in a layer, what is still free bounds it. */
  traffic: shareSchema.min(0.0001).default(1),
  /** Share of those taking part who are kept untreated. */
  holdout: shareSchema.max(0.9).default(0),
  /** Two to ten; the first is what is shown today. */
  variants: variantsSchema,
});
export type PutExperiment = z.infer<typeof putExperimentSchema>;

/** An experiment as it is. */
export const experimentSchema = z.object({
  /** `exp_…` */
  id: z.string(),
  ...putExperimentSchema.shape,
  state: z.enum(EXPERIMENT_STATES),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  stoppedAt: z.string().nullable(),
});
export type Experiment = z.infer<typeof experimentSchema>;

export const experimentListSchema = z.object({ data: z.array(experimentSchema) });

const idSchema = z.string().min(1).max(LIMITS.idLength);

/** Query of `GET /api/v1/experiments/assignments`: the ids of one person. */
export const assignmentQuerySchema = z.object({ anonymousId: idSchema.optional(), userId: idSchema.optional() });
export type AssignmentQuery = z.infer<typeof assignmentQuerySchema>;

/** What one person sees in one running experiment. */
export const assignmentSchema = z.object({
  experimentId: z.string(),
  /** Name of the experiment. */
  experiment: z.string(),
  /** Name of the variant, or `holdout`: untreated, but counted. */
  variant: z.string(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** The running experiments that this person takes part in; those that they do not are absent. */
export const assignmentAnswerSchema = z.object({ assignments: z.array(assignmentSchema) });
export type AssignmentAnswer = z.infer<typeof assignmentAnswerSchema>;
