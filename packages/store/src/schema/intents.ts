import type { GoalDefinition } from "@rapport/contracts/intents";
import { jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Goals that a project defined, also in place of a built-in one. */
export const intentGoals = pgTable(
  "intent_goals",
  {
    projectId: text().notNull(),
    key: text().notNull(),
    definition: jsonb().$type<GoalDefinition>().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.key] })],
);
