import type { PlanMode } from "@rapport/contracts/tracking-plan";
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Version of each project's tracking plan: what processes ask to know whether theirs is the newest. */
export const trackingPlans = pgTable("tracking_plans", {
  projectId: text().primaryKey(),
  version: integer().notNull(),
});

/** What the properties of one event must look like, and what happens when they do not. */
export const planEvents = pgTable(
  "plan_events",
  {
    projectId: text().notNull(),
    name: text().notNull(),
    mode: text().$type<PlanMode>().notNull(),
    schema: jsonb().$type<Record<string, unknown>>().notNull(),
    description: text().notNull(),
    /** The plan's version that this row is of. */
    version: integer().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.name] })],
);

/** Places at which events broke their schema, counted by UTC day, with the last message of each. */
export const planViolations = pgTable(
  "plan_violations",
  {
    projectId: text().notNull(),
    day: date().notNull(),
    name: text().notNull(),
    pointer: text().notNull(),
    count: bigint({ mode: "number" }).notNull(),
    message: text().notNull(),
    sample: text().notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.day, table.name, table.pointer] }),
    index("plan_violations_name").on(table.projectId, table.name, table.day),
  ],
);
