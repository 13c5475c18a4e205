import { bigint, date, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/** What projects use of models: of each UTC day what was spent, and what is set aside for questions under way. */
export const modelUsage = pgTable(
  "model_usage",
  {
    projectId: text().notNull(),
    day: date().notNull(),
    inputTokens: bigint({ mode: "number" }).notNull().default(0),
    outputTokens: bigint({ mode: "number" }).notNull().default(0),
    costMicros: bigint({ mode: "number" }).notNull().default(0),
    /** Of a process that was killed it stays set aside: what it had asked may have been paid. */
    heldTokens: bigint({ mode: "number" }).notNull().default(0),
    heldMicros: bigint({ mode: "number" }).notNull().default(0),
    calls: bigint({ mode: "number" }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.day] })],
);
