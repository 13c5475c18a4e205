import { z } from "zod";

/** Bounds of triggers. */
export const TRIGGER_LIMITS = {
  /** Of one project. */
  triggers: 100,
  nameLength: 120,
  /** Longest rest of one person, seconds. */
  cooldownSeconds: 30 * 86_400,
  ratePerHour: 1_000_000,
  /** Days that crossings are kept; longer than any cooldown looks back. */
  keptDays: 31,
  /** Input of a job as JSON, characters. */
  inputLength: 8_192,
} as const;

const probabilitySchema = z.number().min(0).max(1);

/** What is watched: who enters or leaves a segment, or whose intent passes a threshold. */
const triggerSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("segment"),
    segmentId: z.string().min(1).max(64),
    on: z.enum(["entered", "exited"]),
  }),
  z.object({
    kind: z.literal("intent"),
    /** Key of a goal. */
    goal: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "must be the key of a goal"),
    /** `above`: it crosses when the probability reaches the threshold; `below`: when it falls to it. */
    direction: z.enum(["above", "below"]).default("above"),
    threshold: probabilitySchema,
    /** How far the probability must go back past the threshold before it can cross again. */
    hysteresis: probabilitySchema.default(0.05),
  }),
]);
export type TriggerSource = z.infer<typeof triggerSourceSchema>;

/** What a crossing starts. */
const triggerActionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("webhook"), webhookId: z.string().min(1).max(64) }),
  z.object({
    kind: z.literal("job"),
    /** One of `GET /api/v1/triggers/jobs`. */
    name: z.string().min(1).max(64),
    /** The job's input; a job that takes it gets the crossing besides. */
    input: z
      .record(z.string(), z.unknown())
      .refine((input) => JSON.stringify(input).length <= TRIGGER_LIMITS.inputLength, "is too long")
      .default({}),
  }),
]);
export type TriggerAction = z.infer<typeof triggerActionSchema>;

/** Body of `POST /api/v1/triggers` and `PUT /api/v1/triggers/{triggerId}`. */
export const putTriggerSchema = z.object({
  name: z.string().trim().min(1).max(TRIGGER_LIMITS.nameLength),
  enabled: z.boolean().default(true),
  source: triggerSourceSchema,
  action: triggerActionSchema,
  /** Seconds after which the same person may fire it again; 0 for at once. */
  cooldownSeconds: z.number().int().min(0).max(TRIGGER_LIMITS.cooldownSeconds).default(0),
  /** Crossings that fire it within an hour, at most; null for all. */
  ratePerHour: z.number().int().min(1).max(TRIGGER_LIMITS.ratePerHour).nullable().default(null),
});
export type PutTrigger = z.infer<typeof putTriggerSchema>;
/** The same as a caller writes it: what has a default may be left out. */
export type TriggerInput = z.input<typeof putTriggerSchema>;

const CROSSING_STATES = ["waiting", "fired", "held_back", "failed"] as const;

export const triggerSchema = putTriggerSchema.extend({
  id: z.string(),
  createdAt: z.string(),
  /** Crossings of the last 24 hours by what came of them. */
  lastDay: z.record(z.enum(CROSSING_STATES), z.number().int()),
  /** When it fired last; null if it never did, or longer ago than crossings are kept. */
  lastFiredAt: z.string().nullable(),
});
export type Trigger = z.infer<typeof triggerSchema>;
export const triggerListSchema = z.object({ data: z.array(triggerSchema), nextCursor: z.null() });

/** One crossing and what it started. Its id is the same in every attempt to tell of it. */
export const crossingSchema = z.object({
  id: z.string(),
  triggerId: z.string(),
  profileId: z.string(),
  userId: z.string().nullable(),
  at: z.string(),
  state: z.enum(CROSSING_STATES),
  /** Why it was held back or failed, in words; null otherwise. */
  reason: z.string().nullable(),
  /** Probability at the crossing, for intents. */
  probability: z.number().nullable(),
  /** Delivery or job that it started. */
  startedId: z.string().nullable(),
  firedAt: z.string().nullable(),
});
export type Crossing = z.infer<typeof crossingSchema>;
export const crossingPageSchema = z.object({ data: z.array(crossingSchema), nextCursor: z.string().nullable() });

/** Jobs that a trigger may start. */
export const triggerJobsSchema = z.object({ data: z.array(z.object({ name: z.string() })) });
