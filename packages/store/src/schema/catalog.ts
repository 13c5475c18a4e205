import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, primaryKey, real, text, timestamp } from "drizzle-orm/pg-core";

/** Things that can be recommended. */
export const catalogItems = pgTable(
  "catalog_items",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    type: text().notNull().default("product"),
    name: text().notNull(),
    description: text().notNull(),
    categories: jsonb().$type<string[]>().notNull(),
    tags: jsonb().$type<string[]>().notNull(),
    priceCents: integer(),
    costCents: integer(),
    currency: text().notNull(),
    url: text(),
    imageUrl: text(),
    available: boolean().notNull(),
    stock: integer(),
    validFrom: timestamp({ withTimezone: true }),
    validUntil: timestamp({ withTimezone: true }),
    attributes: jsonb().$type<Record<string, string | number | boolean | string[]>>().notNull().default({}),
    embedding: real().array(),
    updatedAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);
