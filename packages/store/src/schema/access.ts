import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { projects, workspaces } from "./workspaces.ts";

const at = () => timestamp({ withTimezone: true }).notNull().default(sql`now()`);

/** People who sign in to the console. One member may belong to several workspaces. */
export const members = pgTable("members", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  twoFactorEnabled: boolean().notNull().default(false),
  createdAt: at(),
  updatedAt: at(),
});

/** Signed-in browsers; a session ends at once when its row goes. */
export const memberSessions = pgTable(
  "member_sessions",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    token: text().notNull().unique(),
    /** Project that the console shows in this session. */
    projectId: text(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: at(),
    updatedAt: at(),
  },
  (table) => [index("member_sessions_member").on(table.userId)],
);

/** Ways in: a password, or an account of an OAuth provider. */
export const memberCredentials = pgTable(
  "member_credentials",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    accountId: text().notNull(),
    providerId: text().notNull(),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: timestamp({ withTimezone: true }),
    refreshTokenExpiresAt: timestamp({ withTimezone: true }),
    scope: text(),
    /** Scrypt hash. */
    password: text(),
    createdAt: at(),
    updatedAt: at(),
  },
  (table) => [index("member_credentials_member").on(table.userId)],
);

/** Things that prove themselves once: sign-in links, OAuth states. */
export const memberVerifications = pgTable(
  "member_verifications",
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: at(),
    updatedAt: at(),
  },
  (table) => [index("member_verifications_identifier").on(table.identifier)],
);

/** Time-based codes (RFC 6238), encrypted with the deployment's secret. */
export const memberTwoFactors = pgTable(
  "member_two_factors",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    verified: boolean().default(true),
    failedVerificationCount: integer().default(0),
    lockedUntil: timestamp({ withTimezone: true }),
  },
  (table) => [index("member_two_factors_member").on(table.userId)],
);

/** Passkeys (WebAuthn): public keys only, of which the private half never leaves its device. */
export const memberPasskeys = pgTable(
  "member_passkeys",
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** What its owner calls it. */
    name: text().notNull(),
    credentialId: text().notNull().unique(),
    /** COSE key, base64url. */
    publicKey: text().notNull(),
    /** Signatures that the device has counted; one that falls back was copied. */
    counter: bigint({ mode: "number" }).notNull(),
    /** Ways to reach it, comma-separated: `internal,hybrid`. */
    transports: text().notNull(),
    createdAt: at(),
    lastUsedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index("member_passkeys_member").on(table.userId)],
);

/** Who belongs to which workspace, and as what. */
export const memberships = pgTable(
  "memberships",
  {
    workspaceId: text()
      .notNull()
      .references(() => workspaces.id),
    memberId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** A built-in role, or the id of one of the workspace's own. */
    role: text().notNull(),
    createdAt: at(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.memberId] }),
    index("memberships_member").on(table.memberId),
  ],
);

/** Offers to join a workspace. Only a hash of what the link carries is kept. */
export const invitations = pgTable(
  "invitations",
  {
    id: text().primaryKey(),
    workspaceId: text()
      .notNull()
      .references(() => workspaces.id),
    email: text().notNull(),
    role: text().notNull(),
    tokenHash: text().notNull().unique(),
    invitedBy: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    acceptedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
    createdAt: at(),
  },
  (table) => [index("invitations_workspace").on(table.workspaceId)],
);

/** A workspace's own roles: what they may do, area by area. */
export const roles = pgTable(
  "roles",
  {
    workspaceId: text()
      .notNull()
      .references(() => workspaces.id),
    id: text().notNull(),
    name: text().notNull(),
    permissions: jsonb().$type<string[]>().notNull(),
    createdAt: at(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.id] })],
);

/**
 * Who changed what, append-only (a trigger refuses the rest, but to take out whom a request erased). Each entry's hash covers the one before it, so that an entry
 * cannot be changed or left out later without every following one telling.
 */
export const auditEntries = pgTable(
  "audit_entries",
  {
    projectId: text()
      .notNull()
      .references(() => projects.id),
    seq: bigint({ mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true, precision: 3 }).notNull(),
    /** A member's, a key's or an agent's id, or the word for where it was done. */
    actor: text().notNull(),
    /** The route's operation, as in the API's description. */
    action: text().notNull(),
    /** What it was done to: the path's parameters. */
    target: text().notNull(),
    before: jsonb(),
    after: jsonb(),
    requestId: text().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
    /** Request that took a person's ids out of target, before and after: the hash is that of what stood there. */
    erasedBy: text(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.seq] })],
);

/** Consoles that a key has signed in, or that the demo's open door has let in; one ends at once when its row goes. */
export const consoleSessions = pgTable(
  "console_sessions",
  {
    projectId: text()
      .notNull()
      .references(() => projects.id),
    /** SHA-256 of the token in the cookie, hex: whoever reads the table can sign nobody in. */
    tokenHash: text().notNull(),
    /** The key that it rests on; `open` for the demo's door. */
    keyId: text().notNull(),
    createdAt: at(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.tokenHash] })],
);

/** Programs that act as a member, each by one chain of tokens; all of a chain end at once when its row goes. */
export const memberTokens = pgTable(
  "member_tokens",
  {
    projectId: text()
      .notNull()
      .references(() => projects.id),
    id: text().notNull(),
    memberId: text()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    name: text().notNull(),
    /** Number of the one refresh token that still works. */
    generation: integer().notNull().default(0),
    createdAt: at(),
    refreshedAt: at(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.id] }), index("member_tokens_member").on(table.memberId)],
);
