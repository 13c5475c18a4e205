import { z } from "zod";

/**
 * What happens to an event that breaks its schema: nothing (`off`), it is stored and counted (`warn`), it is stored
 * without the properties at fault (`drop`), or it is rejected (`reject`).
 */
export const PLAN_MODES = ["off", "warn", "drop", "reject"] as const;
export type PlanMode = (typeof PLAN_MODES)[number];

/** Limits of a tracking plan: a schema is compiled in every process, and runs once per event. */
export const PLAN_LIMITS = {
  /** Events with a schema in one project. */
  events: 1_000,
  /** One schema as JSON, bytes. */
  schemaBytes: 32 * 1024,
  /** Nesting of one schema. */
  schemaDepth: 12,
  /** Subschemas in one schema. */
  subschemas: 500,
  /** Branches of `anyOf`, `oneOf` and `allOf` in one schema, together: each may be tried for each value. */
  branches: 50,
  /** One `pattern`, characters. */
  patternLength: 200,
  /** Violations named for one event. */
  violations: 20,
  /** Places counted in one project and day; what comes after is counted under the event alone. */
  countedPlaces: 1_000,
} as const;

const eventNameSchema = z.string().min(1).max(200);

/** Body of `PUT /api/v1/tracking-plan/events/{name}`. */
export const putPlanEventSchema = z.object({
  mode: z.enum(PLAN_MODES),
  /** JSON Schema (draft 7) of the event's `properties`. */
  schema: z.record(z.string(), z.unknown()),
  description: z.string().max(2_000).default(""),
});
export type PutPlanEvent = z.infer<typeof putPlanEventSchema>;

/** One event of a project's tracking plan. */
export const planEventSchema = z.object({
  name: eventNameSchema,
  mode: z.enum(PLAN_MODES),
  schema: z.record(z.string(), z.unknown()),
  description: z.string(),
  /** Grows with every change of the project's plan. */
  version: z.number().int(),
  updatedAt: z.string(),
});
export type PlanEvent = z.infer<typeof planEventSchema>;

export const planSchema = z.object({
  data: z.array(planEventSchema),
  /** Version of the whole plan; 0 before the first change. */
  version: z.number().int(),
});

/** How often one place of one event broke its schema on one day. */
export const planViolationSchema = z.object({
  /** UTC day of arrival, `2026-01-05`. */
  day: z.string(),
  name: z.string(),
  /** JSON pointer into the message, e.g. `/properties/price`; empty where the day's places were too many. */
  pointer: z.string(),
  count: z.number().int(),
  /** What is wrong, of the last one. */
  message: z.string(),
  /** The last one's message as JSON, its first 4 KB. */
  sample: z.string(),
  lastSeenAt: z.string(),
});
export type PlanViolation = z.infer<typeof planViolationSchema>;
export const planViolationsSchema = z.object({ data: z.array(planViolationSchema) });

/** What the plan found in one event. */
export type PlanFinding = {
  version: number;
  /** At most `PLAN_LIMITS.violations`, each with a pointer into the message. */
  violations: { pointer: string; message: string }[];
  /** Pointers of the properties that were taken out. */
  dropped: string[];
};
