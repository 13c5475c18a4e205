import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Bounds of what is predicted. */
export const INTENT_LIMITS = {
  /** Goals of one project, the built-in ones counted. */
  goals: 20,
  /** Days that a goal may look ahead. */
  horizonDays: 90,
  /** Next actions that an answer names. */
  nextActions: 5,
} as const;

/** Names in lower case, as they stand in paths and segment rules. */
const goalKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, "Lower-case letters, digits and _, beginning with a letter, 63 at most");

/** What a goal asks of the future: that an event happens within the horizon, or that nothing does. */
const goalDefinitionSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("event"),
    event: z.string().min(1).max(LIMITS.eventNameLength),
    horizonDays: z.number().int().min(1).max(INTENT_LIMITS.horizonDays),
  }),
  z.object({ kind: z.literal("inactivity"), horizonDays: z.number().int().min(1).max(INTENT_LIMITS.horizonDays) }),
]);
export type GoalDefinition = z.infer<typeof goalDefinitionSchema>;

export const putGoalSchema = z.object({ definition: goalDefinitionSchema });
export const goalParamsSchema = z.object({ key: goalKeySchema });

export const intentGoalSchema = z.object({
  key: goalKeySchema,
  definition: goalDefinitionSchema,
  /** Every project has these; they can be defined anew, and are back when that is deleted. */
  builtIn: z.boolean(),
  /** The project has defined it, or put its own in the place of a built-in one. */
  own: z.boolean(),
});
export type IntentGoal = z.infer<typeof intentGoalSchema>;
export const intentGoalsSchema = z.object({ data: z.array(intentGoalSchema) });

/** One feature's part in a prediction. */
const intentReasonSchema = z.object({
  feature: z.string(),
  /** What it says in words, e.g. `3 × Product Viewed within 14 days`. */
  text: z.string(),
  /** Null where the person has none, e.g. no last purchase. */
  value: z.number().nullable(),
  /** What it adds to the score, in log-odds; all of them and `baseScore` sum to `score`. */
  contribution: z.number(),
});
export type IntentReason = z.infer<typeof intentReasonSchema>;

/** How likely a person is to reach a goal, and why. */
const intentSchema = z.object({
  goal: z.string(),
  horizonDays: z.number().int(),
  /** Calibrated: of a hundred people with 0.2, twenty reach it. */
  probability: z.number(),
  /** Share of all people who reach it, for comparison. */
  baseRate: z.number(),
  modelId: z.string(),
  modelVersion: z.number().int(),
  baseScore: z.number(),
  score: z.number(),
  /** The largest contributions first; `otherContribution` sums up the rest. */
  reasons: z.array(intentReasonSchema),
  otherContribution: z.number(),
});
export type Intent = z.infer<typeof intentSchema>;

/** What is expected of a person, as of now. Parts whose model is not trained yet are empty or null. */
export const userIntentsSchema = z.object({
  userId: z.string(),
  at: z.string(),
  intents: z.array(intentSchema),
  /** Likeliest next actions, with their probabilities. */
  nextActions: z.array(z.object({ action: z.string(), probability: z.number() })),
  /** Purchases and their value to be expected; null for somebody who never bought. */
  purchases: z
    .object({
      horizonDays: z.number().int(),
      expected: z.number(),
      /** Probability that the person is still a customer. */
      alive: z.number(),
      /** Of one purchase, in the unit of the events' revenue; null where no purchase told one. */
      averageValue: z.number().nullable(),
      expectedValue: z.number().nullable(),
    })
    .nullable(),
  /** Hours of the day in UTC; null while nobody's actions were learned from. */
  sendTime: z
    .object({
      bestHour: z.number().int(),
      probabilities: z.array(z.number()),
      /** 0: the hours of all people; towards 1: this person's own. */
      evidence: z.number(),
    })
    .nullable(),
});
export type UserIntents = z.infer<typeof userIntentsSchema>;

/** Which models to train; all when absent. */
export const trainIntentsSchema = z.object({ only: z.array(goalKeySchema).min(1).max(INTENT_LIMITS.goals).optional() });
export type TrainIntents = z.infer<typeof trainIntentsSchema>;

/** What a training run did about each model. */
export const intentTrainingSchema = z.object({
  outcomes: z.array(
    z.object({
      /** A goal's key, `next_action`, `purchases` or `send_time`. */
      name: z.string(),
      status: z.enum(["activated", "candidate", "skipped"]),
      /** Why it was skipped, or left a candidate. */
      reason: z.string().nullable(),
      modelId: z.string().nullable(),
    }),
  ),
});
export type IntentTraining = z.infer<typeof intentTrainingSchema>;

/** Whether the people of today still look like those that a model was measured on. */
export const intentDriftSchema = z.object({
  modelId: z.string(),
  people: z.number().int(),
  /** Whether any feature moved more than chance explains at 1 %, all of them considered (Benjamini–Hochberg). */
  drifted: z.boolean(),
  features: z.array(
    z.object({
      feature: z.string(),
      text: z.string(),
      /** Population stability index. */
      psi: z.number(),
      /** Probability of one as large when nothing changed, at these numbers of people. */
      pValue: z.number(),
      drifted: z.boolean(),
    }),
  ),
});
export type IntentDrift = z.infer<typeof intentDriftSchema>;
