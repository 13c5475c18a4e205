import { sql } from "drizzle-orm";
import { bigint, pgTable, primaryKey, smallint, text, timestamp } from "drizzle-orm/pg-core";

/** Servers that fold a log together, each alive until `expires_at`; their number is what the partitions are shared by. */
export const logNodes = pgTable(
  "log_nodes",
  {
    logId: text().notNull(),
    node: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.logId, table.node] })],
);

/** Who folds a partition. Every change of the holder raises the epoch, which the fold's transaction checks. */
export const logLeases = pgTable(
  "log_leases",
  {
    logId: text().notNull(),
    partition: smallint().notNull(),
    /** Null once it was given back. */
    holder: text(),
    epoch: bigint({ mode: "number" }).notNull().default(0),
    expiresAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.logId, table.partition] })],
);
