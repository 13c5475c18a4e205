import type { AdObjectKind, AdStatus, Targeting } from "@rapport/contracts/ad-platforms";
import { AD_OBJECTIVES } from "@rapport/contracts/ad-platforms";
import type { Channel, CreativeVersion } from "@rapport/contracts/campaigns";
import { CAMPAIGN_PLATFORMS, CAMPAIGN_STATES } from "@rapport/contracts/campaigns";
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";

/** What somebody wants to advertise, to whom, and for how much. */
export const campaigns = pgTable(
  "campaigns",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    name: text().notNull(),
    objective: text({ enum: AD_OBJECTIVES }).notNull(),
    audienceSegmentId: text(),
    holdout: doublePrecision().notNull(),
    conversionEvent: text().notNull(),
    targeting: jsonb().$type<Targeting>().notNull(),
    landingUrl: text().notNull(),
    /** Most that it may spend altogether. */
    budgetCents: bigint({ mode: "number" }).notNull(),
    currency: text().notNull(),
    startsOn: date().notNull(),
    endsOn: date().notNull(),
    learningDays: integer().notNull(),
    /** The explicit policy that the optimiser may move money among the campaign's own channels without being asked each time. */
    mayMoveBudget: boolean().notNull(),
    /** As it was drafted; from the proposal on the ad sets hold it. */
    channels: jsonb().$type<Channel[]>().notNull(),
    state: text({ enum: CAMPAIGN_STATES }).notNull(),
    reason: text().notNull(),
    createdBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("campaigns_state").on(table.projectId, table.state),
  ],
);

/** How a campaign came to its state; only ever added to. */
export const campaignTransitions = pgTable(
  "campaign_transitions",
  {
    projectId: text().notNull(),
    campaignId: text().notNull(),
    /** Counts from 1 within the campaign. */
    step: integer().notNull(),
    fromState: text({ enum: CAMPAIGN_STATES }).notNull(),
    toState: text({ enum: CAMPAIGN_STATES }).notNull(),
    reason: text().notNull(),
    actor: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.campaignId, table.step] })],
);

/** Texts that a platform is asked to show in place of an ad's, under a tag of their own where ads cannot be changed. */
type NextCreative = Pick<CreativeVersion, "headlines" | "descriptions" | "message"> & { tag: string };

/** One channel of a campaign: what is made on a platform under one tag, and what it may spend a day. */
export const adSets = pgTable(
  "ad_sets",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    campaignId: text().notNull(),
    platform: text({ enum: CAMPAIGN_PLATFORMS }).notNull(),
    placement: text().notNull(),
    /** Tags of the platform's campaign and of the ad set in it. */
    campaignTag: text().notNull(),
    tag: text().notNull(),
    state: text({ enum: ["planned", "paused", "running", "failed"] }).notNull(),
    /** What the platform has confirmed; before that, what it will be asked for. */
    dailyBudgetCents: bigint({ mode: "number" }).notNull(),
    budgetChangedAt: timestamp({ withTimezone: true }),
    /** `next`: there while its texts are being changed. */
    creatives: jsonb().$type<(CreativeVersion & { tag: string; next?: NextCreative })[]>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    index("ad_sets_campaign").on(table.projectId, table.campaignId, table.id),
  ],
);

/** What was made on platforms, by the tag in its name, as it was last read back. */
export const platformObjects = pgTable(
  "platform_objects",
  {
    projectId: text().notNull(),
    tag: text().notNull(),
    adSetId: text().notNull(),
    kind: text().$type<AdObjectKind>().notNull(),
    /** The platform's own id of it. */
    platformId: text().notNull(),
    name: text().notNull(),
    status: text().$type<AdStatus>().notNull(),
    dailyBudgetCents: bigint({ mode: "number" }),
    readAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.tag] }),
    index("platform_objects_ad_set").on(table.projectId, table.adSetId),
  ],
);

/** What an ad set brought on one day, as its platform last said. */
export const campaignResults = pgTable(
  "campaign_results",
  {
    projectId: text().notNull(),
    campaignId: text().notNull(),
    adSetId: text().notNull(),
    day: date().notNull(),
    impressions: bigint({ mode: "number" }).notNull(),
    clicks: bigint({ mode: "number" }).notNull(),
    conversions: doublePrecision().notNull(),
    spentCents: bigint({ mode: "number" }).notNull(),
    revenueCents: bigint({ mode: "number" }).notNull(),
    readAt: timestamp({ withTimezone: true }).notNull(),
    /** Days from the end of the day to the reading, by the platform's clock; negative while it is not over. */
    ageDays: doublePrecision(),
    /** The first reading after the end of the day: what it has grown by since says how late conversions are reported. */
    earlyConversions: doublePrecision(),
    earlyAgeDays: doublePrecision(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.campaignId, table.day, table.adSetId] })],
);

/** Who was meant when a campaign was approved, and who of them is kept from it. A snapshot: buying may end a membership. */
export const campaignAudience = pgTable(
  "campaign_audience",
  {
    projectId: text().notNull(),
    campaignId: text().notNull(),
    profileId: uuid().notNull(),
    isHeldOut: boolean().notNull(),
    /** Simulated day of their first order, where the campaign runs in the sandbox alone: no event of a real person is made up. */
    simulatedOrderOn: date(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.campaignId, table.profileId] })],
);

/** Money that the optimiser moves between ad sets: what is lowered first, then, once that is certain, what is raised. */
export const budgetMoves = pgTable(
  "budget_moves",
  {
    projectId: text().notNull(),
    campaignId: text().notNull(),
    adSetId: text().notNull(),
    /** UTC day of the decision. */
    day: integer().notNull(),
    fromCents: bigint({ mode: "number" }).notNull(),
    toCents: bigint({ mode: "number" }).notNull(),
    why: text().notNull(),
    /** `waiting` for the lowered ones; `asked`: in the outbox; `dropped`: a cap left no room. */
    state: text({ enum: ["waiting", "asked", "dropped"] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.campaignId, table.day, table.adSetId] })],
);
