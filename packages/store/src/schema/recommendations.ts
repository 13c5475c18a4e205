import { sql } from "drizzle-orm";
import { bigint, customType, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** What was chosen, for whom and why: the log that learning reads. */
export const recommendationDecisions = pgTable(
  "recommendation_decisions",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    profileId: uuid(),
    placement: text().notNull(),
    /** Ranked choices with their scores and generator shares. */
    items: jsonb().$type<{ itemId: string; score: number; generators: Record<string, number> }[]>().notNull(),
    decidedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("recommendation_decisions_profile").on(table.projectId, table.profileId, table.decidedAt),
  ],
);

/** State of a project's in-process recommender: it holds every event up to `seq`, and the `beyond` ones. */
export const recommenderSnapshots = pgTable("recommender_snapshots", {
  projectId: text().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  /** Events after `seq` that the model holds, although one before them may still be uncommitted elsewhere. */
  beyond: jsonb().$type<number[]>().notNull().default([]),
  state: bytea().notNull(),
  takenAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
});
