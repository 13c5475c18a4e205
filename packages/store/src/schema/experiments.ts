import { doublePrecision, index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** Randomised comparisons. Who sees what is computed from a row and an id, never stored: a public key cannot fill a table. */
export const experiments = pgTable(
  "experiments",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    state: text({ enum: ["draft", "running", "stopped"] }).notNull(),
    unit: text({ enum: ["anonymous", "user"] }).notNull(),
    layer: text(),
    traffic: doublePrecision().notNull(),
    holdout: doublePrecision().notNull(),
    variants: jsonb().$type<{ name: string; weight: number }[]>().notNull(),
    /** Random text that makes the split of this experiment independent of every other's. */
    salt: text().notNull(),
    /** Ranges [from, to) of the 10,000 buckets of its layer that it has since it was started; empty before. */
    buckets: jsonb().$type<[from: number, to: number][]>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    startedAt: timestamp({ withTimezone: true }),
    stoppedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("experiments_name").on(table.projectId, table.name),
    index("experiments_state").on(table.projectId, table.state),
  ],
);
