import { bigint, date, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** Events per project and UTC day of arrival; written in the projector's transaction, so it equals the stored rows. */
export const usageDaily = pgTable(
  "usage_daily",
  {
    projectId: text().notNull(),
    day: date().notNull(),
    /** Events that were new. */
    accepted: bigint({ mode: "number" }).notNull(),
    /** Events that were stored already. */
    duplicates: bigint({ mode: "number" }).notNull().default(0),
    /** Messages that were not valid; counted by the API, and written every second. */
    rejected: bigint({ mode: "number" }).notNull().default(0),
    /** Bytes on the event log of the new ones. */
    bytes: bigint({ mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.day] })],
);

/** What was leased of a workspace's quota of one UTC day: spent on events, or held by a process to be spent. */
export const quotaDays = pgTable(
  "quota_days",
  {
    workspaceId: text().notNull(),
    day: date().notNull(),
    leased: bigint({ mode: "number" }).notNull(),
    /** What the last lease got; one statement both changes the row and answers with it. */
    granted: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.day] })],
);
