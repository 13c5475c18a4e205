import { z } from "zod";
import { LIMITS } from "./limits.ts";

const daysSchema = z.number().int().min(1).max(36_500);
/** Names that may have days of their own. */
const MAX_NAMES = 100;

/** How long a project keeps its events. */
export const putRetentionSchema = z.strictObject({
  /** Days that events are kept for, counted from their own; null: as long as the server keeps them. */
  days: daysSchema.nullable(),
  /** Days by event name, instead of `days`: fewer or more. */
  names: z
    .record(z.string().min(1).max(LIMITS.eventNameLength), daysSchema)
    .refine((names) => Object.keys(names).length <= MAX_NAMES, { message: `has more than ${MAX_NAMES} names` })
    .default({}),
});
export type PutRetention = z.infer<typeof putRetentionSchema>;

/** Events that were deleted because they were too old. */
const retentionRunSchema = z.object({
  at: z.string(),
  events: z.number().int(),
  /** The first day that was kept from then on, of names without days of their own; null: all. */
  oldestDay: z.string().nullable(),
});

export const retentionSchema = z.object({
  days: z.number().int().nullable(),
  names: z.record(z.string(), z.number().int()),
  /** Days that the server keeps anybody's events for; null: for ever. The shorter of the two holds. */
  serverDays: z.number().int().nullable(),
  /** UTC day, e.g. `2026-01-31`: events of earlier ones were deleted and are refused; null while none ever was. */
  oldestDay: z.string().nullable(),
  /** Null before the first run; the server looks every quarter of an hour. */
  lastRun: retentionRunSchema.nullable(),
  /** Runs that deleted something, the latest first, 30 at most. */
  runs: z.array(retentionRunSchema),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
});
export type Retention = z.infer<typeof retentionSchema>;
