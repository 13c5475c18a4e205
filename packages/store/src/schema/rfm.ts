import {
  bigint,
  doublePrecision,
  index,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** Each customer's scores among all of the project, as of the last computation. */
export const rfmScores = pgTable(
  "rfm_scores",
  {
    projectId: text().notNull(),
    profileId: uuid().notNull(),
    lastOrderAt: timestamp({ withTimezone: true }).notNull(),
    orders: bigint({ mode: "number" }).notNull(),
    revenue: doublePrecision().notNull(),
    recency: smallint().notNull(),
    frequency: smallint().notNull(),
    monetary: smallint().notNull(),
    segment: text().notNull(),
    computedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.profileId] }),
    index("rfm_scores_segment").on(table.projectId, table.segment),
  ],
);
