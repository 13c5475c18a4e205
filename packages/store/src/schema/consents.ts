import { bigint, boolean, index, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** What people decided about a category of consent, each change once; rows are added and never changed but for whose they are. */
export const consentDecisions = pgTable(
  "consent_decisions",
  {
    projectId: text().notNull(),
    /** The message that says so. */
    eventId: uuid().notNull(),
    category: text().notNull(),
    /** Order of recording; cursor of lists. */
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    /** Profile at the time of folding; follow `profiles.merged_into` from here. */
    profileId: uuid().notNull(),
    granted: boolean().notNull(),
    /** Version of the text that was decided upon, where the message says it. */
    textVersion: text(),
    source: text(),
    /** Who signed the message: a key's id or `console`; null for the public write key. */
    actor: text(),
    at: timestamp({ withTimezone: true }).notNull(),
    messageId: text().notNull(),
    recordedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.eventId, table.category] }),
    index("consent_decisions_profile").on(table.projectId, table.profileId, table.category, table.at, table.messageId),
  ],
);
