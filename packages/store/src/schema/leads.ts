import type { LeadGrade, LeadReason, LeadStage, PutLeadCriteria } from "@rapport/contracts/leads";
import {
  bigint,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

/** What makes a lead in a project, and how far people were scored by it. A project without a row does not look for leads. */
export const leadCriteria = pgTable("lead_criteria", {
  projectId: text().primaryKey(),
  /** Null: those that every project begins with. */
  criteria: jsonb().$type<PutLeadCriteria>(),
  version: integer().notNull(),
  updatedAt: timestamp({ withTimezone: true }),
  updatedBy: text(),
  /** Events up to this number are in the scores of this version. */
  throughSeq: bigint({ mode: "number" }),
  scoredVersion: integer(),
  /** When everybody was scored last. */
  scoredAt: timestamp({ withTimezone: true }),
});

/** People who qualify for sales. What is personal stands in their profiles alone. */
export const leads = pgTable(
  "leads",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    profileId: uuid().notNull(),
    source: text({ enum: ["behaviour", "import", "crm"] }).notNull(),
    grade: text().$type<LeadGrade>().notNull(),
    score: doublePrecision().notNull(),
    fit: doublePrecision().notNull(),
    engagement: doublePrecision().notNull(),
    reasons: jsonb().$type<LeadReason[]>().notNull(),
    stage: text().$type<LeadStage>().notNull(),
    ownerId: text(),
    scoredAt: timestamp({ withTimezone: true }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When the person had been seen last, as of `scoredAt`: what a list is ordered by, as profiles change too often for an index of it. */
    seenAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("leads_profile").on(table.projectId, table.profileId),
    index("leads_score").on(table.projectId, table.score, table.id),
    index("leads_newest").on(table.projectId, table.createdAt, table.id),
    index("leads_seen").on(table.projectId, table.seenAt, table.id),
    index("leads_stage").on(table.projectId, table.stage, table.score),
  ],
);

/** What was done with leads. */
export const leadChanges = pgTable(
  "lead_changes",
  {
    projectId: text().notNull(),
    leadId: text().notNull(),
    seq: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull(),
    actor: text().notNull(),
    what: text({ enum: ["stage", "owner", "crm"] }).notNull(),
    from: text(),
    to: text(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.leadId, table.seq] })],
);
