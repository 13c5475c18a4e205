import { bigint, boolean, date, index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Samples of messages that were rejected at the door; bounded per project and day. */
export const rejectedEvents = pgTable(
  "rejected_events",
  {
    projectId: text().notNull(),
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    day: date().notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
    code: text().notNull(),
    pointer: text().notNull(),
    message: text().notNull(),
    messageId: text(),
    /** The start of the message's JSON, as text: it may hold what jsonb refuses. */
    payload: text().notNull(),
    truncated: boolean().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("rejected_events_day").on(table.projectId, table.day, table.code),
  ],
);

/** How many messages were rejected, by reason and UTC day. */
export const rejectedDaily = pgTable(
  "rejected_daily",
  {
    projectId: text().notNull(),
    day: date().notNull(),
    code: text().notNull(),
    count: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.day, table.code] })],
);
