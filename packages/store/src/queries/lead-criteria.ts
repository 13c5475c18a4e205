import { eq } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { leadCriteria } from "../schema/leads.ts";

export type LeadCriteriaRow = typeof leadCriteria.$inferSelect;

export async function getLeadCriteriaRow(db: Database, projectId: string): Promise<LeadCriteriaRow | undefined> {
  const [row] = await db.select().from(leadCriteria).where(eq(leadCriteria.projectId, projectId));
  return row;
}

/** Begins to look for leads by what every project begins with, unless the project does so already. */
export async function beginLeads(db: Database, projectId: string): Promise<void> {
  await db.insert(leadCriteria).values({ projectId, version: 0 }).onConflictDoNothing();
}

/** Writes what makes a lead from now on, as the next version. */
export async function putLeadCriteriaRow(
  tx: Database,
  row: Pick<LeadCriteriaRow, "projectId" | "criteria" | "updatedAt" | "updatedBy">,
): Promise<void> {
  const [known] = await tx
    .select({ version: leadCriteria.version })
    .from(leadCriteria)
    .where(eq(leadCriteria.projectId, row.projectId))
    .for("update");
  const set = { ...row, version: (known?.version ?? 0) + 1 };
  await tx.insert(leadCriteria).values(set).onConflictDoUpdate({ target: leadCriteria.projectId, set });
}

/** Notes how far people were scored, and by which version. */
export async function markLeadsScored(
  db: Database,
  projectId: string,
  mark: Partial<Pick<LeadCriteriaRow, "throughSeq" | "scoredVersion" | "scoredAt">>,
): Promise<void> {
  await db.update(leadCriteria).set(mark).where(eq(leadCriteria.projectId, projectId));
}
