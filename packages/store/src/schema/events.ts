import type { MessageType } from "@rapport/contracts/messages";
import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

/**
 * Every message once. The primary key is the de-duplication key; its `day` is read from the message alone, so that a
 * copy looks for its original in one partition. Partitioned by `day`, which drizzle-kit does not know: the migration
 * that makes it is written by hand.
 */
export const events = pgTable(
  "events",
  {
    projectId: text().notNull(),
    /** UTC day of the message since 1970; shifted out of the days' range in the partitions `late` and `future`. */
    day: integer().notNull(),
    /** The messageId itself when it is a UUID, else the first 128 bits of its SHA-256 as UUIDv8. */
    id: uuid().notNull(),
    /** Order of storing; cursor of lists and streams. */
    seq: bigint({ mode: "number" }).notNull().default(sql`nextval('events_seq_seq')`),
    /** The messageId as sent, where it is not a UUID. */
    messageId: text(),
    type: text().$type<MessageType>().notNull(),
    name: text().notNull(),
    /** Profile at the time of folding; follow `profiles.merged_into` from here. */
    profileId: uuid().notNull(),
    anonymousId: text(),
    userId: text(),
    sessionId: text(),
    timestamp: timestamp({ withTimezone: true }).notNull(),
    originalTimestamp: timestamp({ withTimezone: true }).notNull(),
    sentAt: timestamp({ withTimezone: true }),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    enrichment: jsonb().$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.day, table.id] }),
    index("events_profile").on(table.projectId, table.profileId, table.timestamp),
    index("events_received").using("brin", table.receivedAt),
    index("events_seq").on(table.projectId, table.seq),
  ],
);

/** One row: events of days before this one were dropped, and are refused from then on; null while nothing ever was. */
export const eventRetention = pgTable("event_retention", {
  id: smallint().primaryKey().default(1),
  droppedBefore: integer(),
});

/** How far each partition of a log has been folded; moved in the transaction that folds. */
export const logOffsets = pgTable(
  "log_offsets",
  {
    logId: text().notNull(),
    partition: smallint().notNull(),
    nextOffset: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.logId, table.partition] })],
);

/** Events that could not be applied, with the error; nothing lost is silent. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity().primaryKey(),
    projectId: text().notNull(),
    messageId: text().notNull(),
    /** SQLSTATE of the refusal, or `unexplained`. */
    code: text().notNull().default("unexplained"),
    reason: text().notNull(),
    /** Tries so far, the first one counted. */
    attempts: integer().notNull().default(1),
    /** The logged event as JSON text: it may hold what jsonb refuses. */
    event: text().notNull(),
    failedAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
    /** When it was last put back on the log. */
    replayedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index("dead_letters_project").on(table.projectId, table.id),
    // One letter per message, as there is one event per message.
    uniqueIndex("dead_letters_message").on(table.projectId, table.messageId),
  ],
);
