import type { ContentBrief, ContentVariant } from "@rapport/contracts/content";
import { CONTENT_STATES } from "@rapport/contracts/content";
import { index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** Texts for one channel, in several variants. */
export const contentPieces = pgTable(
  "content_pieces",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    channel: text().notNull(),
    title: text().notNull(),
    state: text({ enum: CONTENT_STATES }).notNull().default("draft"),
    runId: text(),
    brief: jsonb().$type<ContentBrief>().notNull(),
    variants: jsonb().$type<ContentVariant[]>().notNull(),
    facts: jsonb().$type<{ text: string; source: string }[]>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    decidedBy: text(),
    publishAt: timestamp({ withTimezone: true }),
    timeZone: text(),
    publishedAt: timestamp({ withTimezone: true }),
    experimentId: text(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    // A step of a run that is done again writes nothing new.
    uniqueIndex("content_pieces_run").on(table.projectId, table.runId, table.channel),
    index("content_pieces_publish").on(table.projectId, table.publishAt),
    index("content_pieces_state").on(table.projectId, table.state, table.id),
  ],
);
