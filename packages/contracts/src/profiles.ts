import { z } from "zod";
import { computedValueSchema } from "./computed-traits.ts";
import { storedEventSchema } from "./events.ts";

/** Where a visit came from. */
export const touchSchema = z.object({
  at: z.string(),
  source: z.string().nullable(),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  referrer: z.string().nullable(),
  clickId: z.string().nullable(),
});
export type Touch = z.infer<typeof touchSchema>;

/** The live record of one person. */
export const profileSchema = z.object({
  id: z.string(),
  /** The host application's id, once known. */
  userId: z.string().nullable(),
  identified: z.boolean(),
  /** Ids that lead here, 100 at most; devices are left out before user ids. */
  identities: z.array(z.object({ kind: z.enum(["anonymous", "user"]), value: z.string() })),
  traits: z.record(z.string(), z.unknown()),
  /** Traits that are made of events, by key; those whose backfill is under way are left out. */
  computedTraits: z.record(z.string(), computedValueSchema),
  groups: z.array(z.string()),
  /** Events by name, exact. */
  counters: z.record(z.string(), z.number().int()),
  eventCount: z.number().int(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  firstTouch: touchSchema.nullable(),
  lastTouch: touchSchema.nullable(),
  recentItems: z.array(z.object({ itemId: z.string(), action: z.string(), at: z.string() })),
});
export type Profile = z.infer<typeof profileSchema>;

/** A row of the people list. */
export const profileSummarySchema = profileSchema.pick({
  id: true,
  userId: true,
  identified: true,
  traits: true,
  eventCount: true,
  firstSeenAt: true,
  lastSeenAt: true,
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const profilePageSchema = z.object({ data: z.array(profileSummarySchema), nextCursor: z.string().nullable() });

/** One visit: events with at most 30 minutes between neighbours, or one session id of the SDK. */
export const timelineEntrySchema = storedEventSchema.extend({
  session: z.number().int(),
  /** Merges that this event caused, see `merges.ts`. */
  mergeIds: z.array(z.string()),
});
export const timelinePageSchema = z.object({ data: z.array(timelineEntrySchema), nextCursor: z.string().nullable() });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
