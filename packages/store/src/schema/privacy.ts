import type { PrivacyAct } from "@rapport/contracts/privacy";
import { bigint, boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** What a project's ledger hashes ids with: random, encrypted by the deployment's key. */
export const ledgerKeys = pgTable("ledger_keys", {
  projectId: text().primaryKey(),
  sealed: text().notNull(),
});

/** Ids of people who were erased or are left out, by their keyed hashes. */
export const ledgerIds = pgTable(
  "ledger_ids",
  {
    projectId: text().notNull(),
    /** HMAC-SHA-256 of kind and id, hex. */
    hash: text().notNull(),
    /** The request since which events of the id are left out; null: they are taken. */
    suppressedBy: text(),
    /** The last request that erased whom the id led to. What came until its time is never stored again. */
    erasedBy: text(),
    erasedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.hash] }),
    index("ledger_ids_suppressed").on(table.projectId, table.suppressedBy),
  ],
);

/** Requests to erase, to leave out, and to take again, with what came of them. */
export const privacyRequests = pgTable(
  "privacy_requests",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    act: text().$type<PrivacyAct>().notNull(),
    state: text({ enum: ["running", "done"] }).notNull(),
    /** Hash of the id that was named. */
    subject: text().notNull(),
    /** Ids that led to the person. */
    ids: integer().notNull(),
    suppressed: boolean().notNull(),
    requestedBy: text().notNull(),
    requestedAt: timestamp({ withTimezone: true }).notNull(),
    finishedAt: timestamp({ withTimezone: true }),
    /** Rows that were deleted or changed, by table. */
    counts: jsonb().$type<Record<string, number>>().notNull().default({}),
    /** Whom it is about, encrypted, until what may have been written late is gone, too. */
    sealed: text(),
    /** While it stands in the future some server is deleting. */
    claimedUntil: timestamp({ withTimezone: true }),
    /** When to look once more. */
    sweepAt: timestamp({ withTimezone: true }),
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("privacy_requests_state").on(table.state, table.seq),
    index("privacy_requests_sweep").on(table.sweepAt),
  ],
);
