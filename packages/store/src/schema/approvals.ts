import type { ApprovalDecision } from "@rapport/contracts/approvals";
import { APPROVAL_STATES } from "@rapport/contracts/approvals";
import { index, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** What runs ask people, and what they said. */
export const approvals = pgTable(
  "approvals",
  {
    projectId: text().notNull(),
    id: text().notNull(),
    runId: text().notNull(),
    /** Of the pause in the graph: asked for again, it is the same question. */
    interruptId: text().notNull(),
    /** Of the state that the run waits in. */
    checkpointId: text().notNull(),
    kind: text().notNull(),
    title: text().notNull(),
    summary: text().notNull(),
    schema: jsonb().$type<Record<string, unknown>>().notNull(),
    proposal: jsonb().notNull(),
    state: text({ enum: APPROVAL_STATES }).notNull().default("pending"),
    decision: jsonb().$type<ApprovalDecision>(),
    problem: text(),
    decidedBy: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    decidedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.id] }),
    uniqueIndex("approvals_interrupt").on(table.projectId, table.runId, table.interruptId),
    index("approvals_state").on(table.projectId, table.state, table.id),
  ],
);
