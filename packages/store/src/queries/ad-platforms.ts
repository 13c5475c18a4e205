import { eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { sandboxAccounts } from "../schema/ad-platforms.ts";

/** The state of a project's sandbox, held until the transaction ends; null before the first. */
export async function lockSandboxAccount(tx: Database, projectId: string): Promise<unknown> {
  await tx.insert(sandboxAccounts).values({ projectId }).onConflictDoNothing();
  const rows = await tx.select().from(sandboxAccounts).where(eq(sandboxAccounts.projectId, projectId)).for("update");
  return rows[0]?.state ?? null;
}

/** The state of a project's sandbox; null before the first. */
export async function findSandboxAccount(db: Database, projectId: string): Promise<unknown> {
  const rows = await db.select().from(sandboxAccounts).where(eq(sandboxAccounts.projectId, projectId));
  return rows[0]?.state ?? null;
}

export async function updateSandboxAccount(tx: Database, projectId: string, state: unknown): Promise<void> {
  await tx
    .update(sandboxAccounts)
    .set({ state, updatedAt: sql`now()` })
    .where(eq(sandboxAccounts.projectId, projectId));
}
