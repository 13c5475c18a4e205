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

/** One interaction with an item. A tuple, because each profile holds up to 40 and is rewritten with every batch. */
export type ItemState = [itemId: string, action: string, timestampMs: number];

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
