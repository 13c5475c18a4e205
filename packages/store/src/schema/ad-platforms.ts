import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** A project's account on the simulated ad platform, whole: the platform's own state, which no other query looks into. */
export const sandboxAccounts = pgTable("sandbox_accounts", {
  projectId: text().primaryKey(),
  /** Null between the making of the row and its first state. */
  state: jsonb(),
  updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
