import type { PutPlacement } from "@rapport/contracts/placements";
import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Places where recommendations are shown, and what is shown there. */
export const placements = pgTable(
  "placements",
  {
    projectId: text().notNull(),
    name: text().notNull(),
    definition: jsonb().$type<PutPlacement>().notNull(),
    version: integer().notNull(),
    /** Newest row of `placement_policies`; 0 while there is none. */
    policyVersion: integer().notNull().default(0),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.name] })],
);

/** Every state of a placement's learned policy that decided anything, so that each decision can be made again. */
export const placementPolicies = pgTable(
  "placement_policies",
  {
    projectId: text().notNull(),
    placement: text().notNull(),
    version: integer().notNull(),
    state: jsonb().$type<unknown>().notNull(),
    /** Decisions that it has learned from. */
    learned: integer().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.placement, table.version] }),
    index("placement_policies_created").on(table.projectId, table.createdAt),
  ],
);
