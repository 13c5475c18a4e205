import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

/** Jobs as the product shows them. Who may run one now, and when, is the affair of the queue's own tables. */
export const jobs = pgTable(
  "jobs",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    /** Its row in the queue's table, for as long as that keeps it. */
    queueId: uuid().notNull(),
    name: text().notNull(),
    /** Null: never the same as another. */
    key: text(),
    input: jsonb().notNull(),
    requestedBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    runAt: timestamp({ withTimezone: true }).notNull(),
    maxAttempts: integer().notNull(),
    /** Grows with every taking up: what an earlier attempt still writes is refused by it. */
    attempts: integer().notNull().default(0),
    checkpoint: jsonb(),
    done: bigint({ mode: "number" }),
    total: bigint({ mode: "number" }),
    note: text(),
    error: text(),
    result: jsonb(),
    startedAt: timestamp({ withTimezone: true }),
    finishedAt: timestamp({ withTimezone: true }),
    /** How it ended; null while it has not. */
    outcome: text({ enum: ["completed", "failed", "cancelled"] }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("jobs_key").on(table.projectId, table.name, table.key),
    index("jobs_finished").on(table.projectId, table.finishedAt),
  ],
);
