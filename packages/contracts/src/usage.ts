import { z } from "zod";

/** What a workspace may send. `unlimited` is the plan of those who run the server themselves. */
export const PLANS = ["free", "pro", "unlimited"] as const;
export type Plan = (typeof PLANS)[number];

/** Bounds of one plan: new events by UTC day, and a rate with a burst (generic cell rate algorithm). */
export type PlanLimits = { eventsPerDay: number; eventsPerSecond: number; burstEvents: number };

const countersSchema = z.object({
  /** Events that were new and are stored; the only ones that a quota counts. */
  accepted: z.number().int(),
  /** Events that were stored already. */
  duplicates: z.number().int(),
  /** Messages that were not valid. */
  rejected: z.number().int(),
  /** Bytes on the event log of the accepted ones. */
  bytes: z.number().int(),
});

/** Usage of a workspace: all of its projects together. */
export const usageSchema = z.object({
  plan: z.enum(PLANS),
  /** UTC day. */
  day: z.string(),
  /** When the day's quota begins anew, RFC 3339. */
  resetAt: z.string(),
  /** Bounds of the plan; null when it has none. */
  limits: z.object({ eventsPerDay: z.number(), eventsPerSecond: z.number(), burstEvents: z.number() }).nullable(),
  /** Events that may still come today; null without bounds. */
  remaining: z.number().int().nullable(),
  today: countersSchema,
  /** The latest days with any traffic, the newest first. */
  days: z.array(countersSchema.extend({ day: z.string() })),
});
export type Usage = z.infer<typeof usageSchema>;
