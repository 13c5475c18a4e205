import type { Plan } from "@rapport/contracts/usage";
import { USER_TOKEN_MODES } from "@rapport/contracts/user-tokens";
import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** Team, plan and billing; owns projects. */
export const workspaces = pgTable("workspaces", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** What its projects may send. */
  plan: text().$type<Plan>().notNull().default("unlimited"),
  createdAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
});

/** Data boundary: every other table leads with its id. */
export const projects = pgTable("projects", {
  id: text().primaryKey(),
  workspaceId: text()
    .notNull()
    .references(() => workspaces.id),
  /** Word that names the project to people and in the command line. */
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
});

/** Write and secret keys; only their SHA-256 is kept. */
export const keys = pgTable(
  "keys",
  {
    id: text().primaryKey(),
    projectId: text()
      .notNull()
      .references(() => projects.id),
    kind: text({ enum: ["write", "secret"] }).notNull(),
    name: text().notNull(),
    hash: text().notNull().unique(),
    hint: text().notNull(),
    /** Key of the HMAC that its requests must carry (`whsec_…`); null = they need none. */
    signingSecret: text(),
    /** Whether its requests must prove the users that they name. */
    userTokens: text({ enum: USER_TOKEN_MODES }).notNull().default("off"),
    /** What user tokens are signed with, encrypted by the deployment's key; null = there is none. */
    userTokenSecret: text(),
    /** Since when. */
    userTokenSecretAt: timestamp({ withTimezone: true }),
    /** The one before, likewise, and until when it goes on being taken. */
    userTokenSecretBefore: text(),
    userTokenBeforeEndsAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull().default(sql`now()`),
    revokedAt: timestamp({ withTimezone: true }),
    /** What a secret key may do, as `area:verb`; null = all that a key may. */
    scopes: jsonb().$type<string[]>(),
    /** It works until then; null = until it is revoked. */
    expiresAt: timestamp({ withTimezone: true }),
    /** When it was last seen, to the minute or so. */
    lastUsedAt: timestamp({ withTimezone: true }),
    /** Who made it. */
    createdBy: text(),
  },
  (table) => [index("keys_project").on(table.projectId)],
);
