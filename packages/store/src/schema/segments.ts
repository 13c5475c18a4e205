import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/**
 * What the segments of a project have in common. The version grows with every change that evaluators must hear of; leaves
 * are numbered as they come, and a number is never given out twice.
 */
export const segmentSets = pgTable("segment_sets", {
  projectId: text().primaryKey(),
  version: integer().notNull(),
  nextLeaf: integer().notNull(),
  /** Number of each leaf in use, by the text that leaves of one meaning share. */
  leaves: jsonb().$type<Record<string, number>>().notNull(),
});

/** People who meet a rule, kept current. */
export const segments = pgTable(
  "segments",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    rule: jsonb().$type<unknown>().notNull(),
    /** Grows with every change of the rule; earlier ones stay in `segment_versions`. */
    version: integer().notNull(),
    /** The rule as evaluators run it, with other segments and percentiles in their places: what changes it is worked through. */
    resolved: jsonb().$type<unknown>().notNull(),
    /** False until everybody who was there has been looked at under this rule. */
    complete: boolean().notNull(),
    /** Last profile that was looked at. */
    workedTo: uuid(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
    updatedBy: text(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);

/** What a segment was. */
export const segmentVersions = pgTable(
  "segment_versions",
  {
    projectId: text().notNull(),
    segmentId: text().notNull(),
    version: integer().notNull(),
    name: text().notNull(),
    rule: jsonb().$type<unknown>().notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
    changedBy: text(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.segmentId, table.version] })],
);

/** Who is in which segment now. */
export const segmentMembers = pgTable(
  "segment_members",
  {
    projectId: text().notNull(),
    segmentId: text().notNull(),
    profileId: uuid().notNull(),
    enteredAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.segmentId, table.profileId] }),
    index("segment_members_entered").on(table.projectId, table.segmentId, table.enteredAt, table.profileId),
    index("segment_members_profile").on(table.projectId, table.profileId),
  ],
);

/**
 * What evaluators remember of a person: per leaf what it needs of the events, per segment when to look again. A leaf above
 * `known_to` has not seen the person's events yet; one below without a state has seen that there are none.
 */
export const segmentStates = pgTable(
  "segment_states",
  {
    projectId: text().notNull(),
    profileId: uuid().notNull(),
    knownTo: integer().notNull(),
    leaves: jsonb().$type<Record<string, unknown>>().notNull(),
    /** Time in ms by segment id. */
    dues: jsonb().$type<Record<string, number>>().notNull(),
    /** The earliest of them. */
    dueAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.profileId] }),
    index("segment_states_due").on(table.dueAt).where(sql`due_at is not null`),
  ],
);

/** Entries and exits that are not on the event log yet. The message id is given here, so that sending twice is once. */
export const segmentChanges = pgTable(
  "segment_changes",
  {
    projectId: text().notNull(),
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    segmentId: text().notNull(),
    segmentVersion: integer().notNull(),
    profileId: uuid().notNull(),
    entered: boolean().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    messageId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.seq] }), index("segment_changes_seq").on(table.seq)],
);

/** Entries and exits by hour; the size at a time is the sum up to there. */
export const segmentSizes = pgTable(
  "segment_sizes",
  {
    projectId: text().notNull(),
    segmentId: text().notNull(),
    /** Start of the hour. */
    hour: timestamp({ withTimezone: true }).notNull(),
    entered: bigint({ mode: "number" }).notNull(),
    exited: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.segmentId, table.hour] })],
);

/** Lists that are kept by hand, for rules to name. */
export const segmentListMembers = pgTable(
  "segment_list_members",
  {
    projectId: text().notNull(),
    list: text().notNull(),
    profileId: uuid().notNull(),
    addedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.list, table.profileId] }),
    index("segment_list_members_profile").on(table.projectId, table.profileId),
  ],
);

/** How a numeric trait is spread over people: the last snapshot, 1,001 values from the smallest to the largest. */
export const segmentPercentiles = pgTable(
  "segment_percentiles",
  {
    projectId: text().notNull(),
    /** Path of the trait as JSON. */
    path: text().notNull(),
    values: jsonb().$type<number[]>().notNull(),
    people: bigint({ mode: "number" }).notNull(),
    takenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.path] })],
);

/**
 * People to look at because something besides their events has changed: a score, a cluster, a trait that time moved. A queue
 * and no set: whoever adds to it waits for nobody.
 */
export const segmentLooks = pgTable(
  "segment_looks",
  {
    projectId: text().notNull(),
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    profileId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.seq] }), index("segment_looks_seq").on(table.seq)],
);
