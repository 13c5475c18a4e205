import { integer, jsonb, pgTable, smallint, text, timestamp } from "drizzle-orm/pg-core";

/** First days, counted from 1970, whose events a project keeps: by event name, and `before` of all other names. */
export type RetentionMarks = { before?: number; names?: Record<string, number> };
/** Events that were deleted, and the day that was the first one kept from then on. */
export type RetentionRun = { at: string; events: number; oldestDay: number | null };

/** How long projects keep their events, and what was done about it. */
export const projectRetention = pgTable("project_retention", {
  projectId: text().primaryKey(),
  /** Null: as long as the server does. */
  days: integer(),
  /** Days by event name, instead of `days`. */
  names: jsonb().$type<Record<string, number>>().notNull(),
  /** The project's marks; what holds is the copy in `retention_marks`. */
  marks: jsonb().$type<RetentionMarks>().notNull().default({}),
  /** Marks up to which events have been looked through; empty after a change. */
  swept: jsonb().$type<RetentionMarks>().notNull().default({}),
  lastRun: jsonb().$type<RetentionRun>(),
  /** Runs that deleted something, the latest first. */
  runs: jsonb().$type<RetentionRun[]>().notNull().default([]),
  updatedAt: timestamp({ withTimezone: true }).notNull(),
  updatedBy: text().notNull(),
});

/**
 * One row: marks by project. Events of earlier days are refused, and never come back. In one row, beside nothing else,
 * because whoever stores events holds it until the end of the transaction: no mark can pass one.
 */
export const retentionMarks = pgTable("retention_marks", {
  id: smallint().primaryKey().default(1),
  projects: jsonb().$type<Record<string, RetentionMarks>>().notNull().default({}),
});
