import type { BannedWord } from "@rapport/contracts/text-safety";
import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Words that a project does not want to read in its texts. */
export const bannedWords = pgTable("banned_words", {
  projectId: text().primaryKey(),
  words: jsonb().$type<BannedWord[]>().notNull(),
  updatedAt: timestamp({ withTimezone: true }).notNull(),
});

/** What may be claimed, each with what proves it. */
export const claims = pgTable(
  "claims",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    statement: text().notNull(),
    evidence: text().notNull(),
    evidenceUrl: text(),
    validUntil: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);
