import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Things that can be recommended. */
export const catalogItems = pgTable(
  "catalog_items",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    categories: jsonb().$type<string[]>().notNull(),
    tags: jsonb().$type<string[]>().notNull(),
    priceCents: integer(),
    currency: text().notNull(),
    url: text(),
    imageUrl: text(),
    available: boolean().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);
