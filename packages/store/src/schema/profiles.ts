import { bigint, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Event time in ms and message id: the order of last-writer-wins. */
export type Version = [timestampMs: number, messageId: string];

/** Where a visit came from, with the version that decides which touch is first and which is last. */
export type TouchState = {
  version: Version;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  referrer: string | null;
  clickId: string | null;
};

/** What a person decided about one category of consent, and the version of the text that they were last told of. */
export type ConsentState = { granted: boolean; version: Version; text?: { version: string; at: Version } };

/** One interaction with an item. A tuple, because each profile holds up to 40 and is rewritten with every batch. */
export type ItemState = [itemId: string, action: string, timestampMs: number];

/** What a profile was when it took part in a merge. */
export type MergedState = { userId: string | null; eventCount: number };

/** The live record of one person, as folded from events. `merged_into` set means: look there. */
export const profiles = pgTable(
  "profiles",
  {
    projectId: text().notNull(),
    id: uuid().notNull(),
    mergedInto: uuid(),
    /** The user id that identified this person first; null while anonymous. */
    userId: text(),
    userIdVersion: jsonb().$type<Version>(),
    traits: jsonb().$type<Record<string, unknown>>().notNull(),
    traitVersions: jsonb().$type<Record<string, Version>>().notNull(),
    groups: jsonb().$type<Record<string, Version>>().notNull(),
    counters: jsonb().$type<Record<string, number>>().notNull(),
    eventCount: bigint({ mode: "number" }).notNull(),
    firstSeenAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    firstTouch: jsonb().$type<TouchState>(),
    lastTouch: jsonb().$type<TouchState>(),
    recentItems: jsonb().$type<ItemState[]>().notNull(),
    /** By category, the last decision. */
    consent: jsonb().$type<Record<string, ConsentState>>().notNull().default({}),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("profiles_merged").on(table.projectId, table.mergedInto),
  ],
);

/** Which profile an id leads to. */
export const identities = pgTable(
  "identities",
  {
    projectId: text().notNull(),
    kind: text({ enum: ["anonymous", "user"] }).notNull(),
    value: text().notNull(),
    profileId: uuid().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.kind, table.value] }),
    index("identities_profile").on(table.projectId, table.profileId),
  ],
);

/**
 * Journal of merges: what each moved, so that it can be undone. Bounded by the ids that it moved; the profiles' states
 * are not copied, because the events give them back exactly and anybody with a public key can cause merges.
 */
export const profileMerges = pgTable(
  "profile_merges",
  {
    projectId: text().notNull(),
    id: uuid().notNull(),
    /** Order of merging; cursor of lists. */
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    fromProfile: uuid().notNull(),
    intoProfile: uuid().notNull(),
    fromState: jsonb().$type<MergedState>().notNull(),
    intoState: jsonb().$type<MergedState>().notNull(),
    /** Ids that were moved. */
    identities: jsonb().$type<{ kind: "anonymous" | "user"; value: string }[]>().notNull(),
    /** Profiles that had been merged into `from` before and were moved with it. */
    aliases: jsonb().$type<string[]>().notNull(),
    /** Events of `into` with a higher number came after the merge. */
    afterSeq: bigint({ mode: "number" }).notNull(),
    reason: text({ enum: ["sign_in", "alias"] }).notNull(),
    actor: text(),
    /** The event that caused it. */
    eventId: uuid().notNull(),
    messageId: text().notNull(),
    mergedAt: timestamp({ withTimezone: true }).notNull(),
    undoneAt: timestamp({ withTimezone: true }),
    undoneBy: text(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("profile_merges_into").on(table.projectId, table.intoProfile, table.seq),
    index("profile_merges_from").on(table.projectId, table.fromProfile),
    index("profile_merges_event").on(table.projectId, table.eventId),
  ],
);

/** Traits of groups (companies, teams), folded like a profile's. */
export const groups = pgTable(
  "groups",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    traits: jsonb().$type<Record<string, unknown>>().notNull(),
    traitVersions: jsonb().$type<Record<string, Version>>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);
