import { CAMPAIGN_PLATFORMS, PLATFORM_ACTION_KINDS, PLATFORM_ACTION_STATES } from "@rapport/contracts/campaigns";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

/** The limits of a project. Whoever promises money locks this row, so that no two promises use one room. */
export const budgets = pgTable("budgets", {
  projectId: text().primaryKey(),
  currency: text().notNull(),
  dayCapCents: bigint({ mode: "number" }),
  monthCapCents: bigint({ mode: "number" }),
  projectCapCents: bigint({ mode: "number" }),
  /** The policy that a campaign which agents planned goes out without a person's yes, up to this total; null: none does. */
  autoApproveCents: bigint({ mode: "number" }),
  /** The kill switch: set, nothing but pauses leaves. */
  stoppedAt: timestamp({ withTimezone: true }),
  stoppedBy: text(),
  stopReason: text(),
});

/** What an ad set may spend on a day and what it spent: the ledger that caps are checked against. */
export const budgetDays = pgTable(
  "budget_days",
  {
    projectId: text().notNull(),
    campaignId: text().notNull(),
    adSetId: text().notNull(),
    /** UTC day since 1970. */
    day: integer().notNull(),
    /** Most that the platform was ever allowed for this day. */
    promisedCents: bigint({ mode: "number" }).notNull(),
    spentCents: bigint({ mode: "number" }).notNull().default(0),
    /** The platform's figures for this day are final: what was promised above them is free again. */
    isFinal: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.adSetId, table.day] }),
    index("budget_days_day").on(table.projectId, table.day),
  ],
);

/** The outbox: every act on a platform is a row here before it is a request. */
export const platformActions = pgTable(
  "platform_actions",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    /** Order in which the acts on one ad set are sent. */
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    campaignId: text().notNull(),
    adSetId: text().notNull(),
    platform: text({ enum: CAMPAIGN_PLATFORMS }).notNull(),
    tag: text().notNull(),
    kind: text({ enum: PLATFORM_ACTION_KINDS }).notNull(),
    /** The same key is the same act, however often it is asked for. */
    key: text().notNull(),
    dailyBudgetCents: bigint({ mode: "number" }),
    reason: text().notNull(),
    state: text({ enum: PLATFORM_ACTION_STATES }).notNull(),
    attempts: integer().notNull().default(0),
    /** Raised by each claim: a worker that stood still cannot settle what another one has taken over. */
    epoch: integer().notNull().default(0),
    claimedUntil: timestamp({ withTimezone: true }),
    error: text(),
    requestedBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    runAt: timestamp({ withTimezone: true }).notNull(),
    settledAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("platform_actions_key").on(table.projectId, table.adSetId, table.key),
    index("platform_actions_ad_set").on(table.projectId, table.adSetId, table.seq),
    index("platform_actions_campaign").on(table.projectId, table.campaignId, table.seq),
    index("platform_actions_open")
      .on(table.projectId, table.seq)
      .where(sql`state in ('pending', 'sent', 'outcome-unknown')`),
  ],
);
