import { boolean, index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** Addresses that the product sends to. */
export const webhooks = pgTable(
  "webhooks",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    url: text().notNull(),
    description: text().notNull(),
    enabled: boolean().notNull(),
    disabledReason: text(),
    /** Signs; the one before it does, too, until its time. */
    secret: text().notNull(),
    previousSecret: text(),
    previousUntil: timestamp({ withTimezone: true }),
    failingSince: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] })],
);

/** What was sent, or is to be. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    webhookId: text().notNull(),
    /** What makes it the same delivery when it is asked for again. */
    key: text(),
    type: text().notNull(),
    /** The body, byte for byte as it is signed. */
    body: text().notNull(),
    state: text({ enum: ["pending", "delivered", "failed"] })
      .notNull()
      .default("pending"),
    attempts: integer().notNull().default(0),
    status: integer(),
    error: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    lastAttemptAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("webhook_deliveries_key").on(table.projectId, table.webhookId, table.key),
    index("webhook_deliveries_webhook").on(table.projectId, table.webhookId, table.id),
  ],
);
