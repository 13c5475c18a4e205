import { z } from "zod";
import { computedValueSchema } from "./computed-traits.ts";
import { storedEventSchema } from "./events.ts";
import { MESSAGE_TYPES } from "./messages.ts";
import { rfmScoreSchema } from "./rfm.ts";

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
  /** Null for who bought nothing before the last computation, see `rfm.ts`. */
  rfm: rfmScoreSchema.nullable(),
  groups: z.array(z.string()),
  /** Events by name, exact. */
  counters: z.record(z.string(), z.number().int()),
  eventCount: z.number().int(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  firstTouch: touchSchema.nullable(),
  lastTouch: touchSchema.nullable(),
  /** By category, the last decision about consent, as messages carried it in `context.consent.categoryPreferences`. */
  consent: z.record(z.string(), z.object({ granted: z.boolean(), at: z.string() })),
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

/** Where a trait's value comes from. */
export const traitOriginSchema = z.object({
  name: z.string(),
  value: z.unknown(),
  /** Time of the message that set it. */
  setAt: z.string(),
  messageId: z.string(),
  /** Null when the event is not kept any more. */
  event: z.object({ type: z.enum(MESSAGE_TYPES), name: z.string() }).nullable(),
  /** Client that sent it, e.g. `@rapport/browser 0.1.0`; null when it did not say. */
  source: z.string().nullable(),
  /** Secret key that signed it, or `console`; null for messages of the public write key. */
  actor: z.string().nullable(),
});
export const traitOriginsSchema = z.object({ data: z.array(traitOriginSchema) });
export type TraitOrigin = z.infer<typeof traitOriginSchema>;

/** Visits of one person that a client has numbered. */
export const visitsSchema = z.object({
  count: z.number().int(),
  /** From the first event to the last one of a visit, seconds; null without a visit. */
  averageSeconds: z.number().nullable(),
  lastStartedAt: z.string().nullable(),
  /** False when the person has more events than were read: the latest 20,000. */
  isComplete: z.boolean(),
  /** The latest first, 20 at most. */
  data: z.array(
    z.object({ sessionId: z.string(), startedAt: z.string(), endedAt: z.string(), events: z.number().int() }),
  ),
});

/** What a timeline can be narrowed to. */
export const TIMELINE_KINDS = ["action", "page", "identity", "segment", "recommendation"] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** One visit: events with at most 30 minutes between neighbours, or one session id of the SDK. */
export const timelineEntrySchema = storedEventSchema.extend({
  session: z.number().int(),
  kind: z.enum(TIMELINE_KINDS),
  /** Merges that this event caused, see `merges.ts`. */
  mergeIds: z.array(z.string()),
  /** The same merges with when each was taken back; null while it holds. */
  merges: z.array(z.object({ id: z.string(), undoneAt: z.string().nullable() })),
});
export const timelinePageSchema = z.object({ data: z.array(timelineEntrySchema), nextCursor: z.string().nullable() });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
