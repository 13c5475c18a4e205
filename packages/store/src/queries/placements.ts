import type { PutPlacement } from "@rapport/contracts/placements";
import { and, asc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { placementPolicies, placements } from "../schema/placements.ts";

export type PlacementRow = typeof placements.$inferSelect;
export type PolicyRow = typeof placementPolicies.$inferSelect;

/** A project's placements by name. */
export async function listPlacementRows(db: Database, projectId: string): Promise<PlacementRow[]> {
  return db.select().from(placements).where(eq(placements.projectId, projectId)).orderBy(asc(placements.name));
}

export async function findPlacementRow(
  db: Database,
  projectId: string,
  name: string,
): Promise<PlacementRow | undefined> {
  const [row] = await db
    .select()
    .from(placements)
    .where(and(eq(placements.projectId, projectId), eq(placements.name, name)));
  return row;
}

/** Like `findPlacementRow`; the row stays locked until the transaction ends. */
export async function lockPlacement(tx: Database, projectId: string, name: string): Promise<PlacementRow | undefined> {
  const [row] = await tx
    .select()
    .from(placements)
    .where(and(eq(placements.projectId, projectId), eq(placements.name, name)))
    .for("update");
  return row;
}

/** Adds a placement or replaces what it says; what its policy learned stays. */
export async function upsertPlacement(
  db: Database,
  row: { projectId: string; name: string; definition: PutPlacement; updatedAt: Date },
): Promise<PlacementRow> {
  const { definition, updatedAt } = row;
  const [saved] = await db
    .insert(placements)
    .values({ ...row, version: 1 })
    .onConflictDoUpdate({
      target: [placements.projectId, placements.name],
      set: { definition, updatedAt, version: sql`${placements.version} + 1` },
    })
    .returning();
  if (!saved) throw new Error("An upsert without a condition always returns its row");
  return saved;
}

/** Removes a placement with what its policy learned; answers whether there was one. */
export async function deletePlacementRow(tx: Database, projectId: string, name: string): Promise<boolean> {
  await tx
    .delete(placementPolicies)
    .where(and(eq(placementPolicies.projectId, projectId), eq(placementPolicies.placement, name)));
  const rows = await tx
    .delete(placements)
    .where(and(eq(placements.projectId, projectId), eq(placements.name, name)))
    .returning({ name: placements.name });
  return rows.length > 0;
}

export async function findPolicy(
  db: Database,
  key: { projectId: string; placement: string; version: number },
): Promise<PolicyRow | undefined> {
  const { projectId, placement, version } = placementPolicies;
  const [row] = await db
    .select()
    .from(placementPolicies)
    .where(and(eq(projectId, key.projectId), eq(placement, key.placement), eq(version, key.version)));
  return row;
}

/** Keeps a policy's next state and makes it the one that decides. */
export async function writePolicy(tx: Database, row: Omit<PolicyRow, "createdAt">): Promise<void> {
  await tx.insert(placementPolicies).values(row);
  await tx
    .update(placements)
    .set({ policyVersion: row.version })
    .where(and(eq(placements.projectId, row.projectId), eq(placements.name, row.placement)));
}

/** Forgets states that no kept decision was made with; the newest of each placement stays. */
export async function deletePolicies(db: Database, projectId: string, before: Date): Promise<void> {
  await db.delete(placementPolicies).where(
    and(
      eq(placementPolicies.projectId, projectId),
      lt(placementPolicies.createdAt, before),
      sql`not exists (select from ${placements} p where p.project_id = ${projectId}
          and p.name = ${placementPolicies.placement} and p.policy_version = ${placementPolicies.version})`,
    ),
  );
}
