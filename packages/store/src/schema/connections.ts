import type { ConnectionProvider } from "@rapport/contracts/connections";
import { index, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** Access to accounts on other services: one of each service in a project. */
export const connections = pgTable(
  "connections",
  {
    projectId: text().notNull(),
    provider: text().$type<ConnectionProvider>().notNull(),
    id: text().notNull(),
    account: jsonb().$type<Record<string, string>>().notNull(),
    /** The tokens, encrypted for this very row. */
    sealed: text().notNull(),
    scopes: text().array().notNull(),
    expiresAt: timestamp({ withTimezone: true }),
    /** Why it does not work any more; null while it does. */
    reason: text(),
    /** While it stands in the future some server is fetching a new token. */
    refreshingUntil: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    refreshedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.provider] })],
);

/** Somebody was sent to a provider and has not come back yet. */
export const connectionAttempts = pgTable(
  "connection_attempts",
  {
    projectId: text().notNull(),
    /** SHA-256 of the state that the browser carries. */
    stateHash: text().notNull(),
    provider: text().$type<ConnectionProvider>().notNull(),
    account: jsonb().$type<Record<string, string>>().notNull(),
    /** The PKCE verifier, encrypted. */
    sealed: text().notNull(),
    redirectUri: text().notNull(),
    /** Whoever began it is the only one who may finish it. */
    startedBy: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.stateHash] }),
    index("connection_attempts_expiry").on(table.expiresAt),
  ],
);
