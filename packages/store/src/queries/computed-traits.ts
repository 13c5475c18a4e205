import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { computedTraitSets, computedTraits } from "../schema/computed-traits.ts";
import { toNumber } from "./raw.ts";

export type ComputedTraitRow = typeof computedTraits.$inferSelect;

/** Version of a project's computed traits; 0 before the first. */
export async function getTraitVersion(db: Database, projectId: string): Promise<number> {
  const [row] = await db
    .select({ version: computedTraitSets.version })
    .from(computedTraitSets)
    .where(eq(computedTraitSets.projectId, projectId));
  return row?.version ?? 0;
}

/** Takes the next version; the row stays locked until the transaction ends. */
export async function bumpTraitVersion(tx: Database, projectId: string): Promise<void> {
  await tx
    .insert(computedTraitSets)
    .values({ projectId, version: 1 })
    .onConflictDoUpdate({
      target: computedTraitSets.projectId,
      set: { version: sql`${computedTraitSets.version} + 1` },
    });
}

/**
 * Waits until nobody is storing events, and keeps everybody from it until the transaction ends. Whoever stores events
 * after this one reads what it has written; whoever stored before is seen by it. Only the parent is locked, which every
 * insert locks, too. Gives up after 3 s with SQLSTATE 55P03.
 */
export async function holdEventWrites(tx: Database): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '3s'`);
  await tx.execute(sql`lock table only events in share mode`);
}

/** Lowest number of a project's events; 0 when there are none. */
export async function getFirstSeq(tx: Database, projectId: string): Promise<number> {
  const [row] = await tx.execute<{ seq: unknown }>(
    sql`select seq from events where project_id = ${projectId} order by seq limit 1`,
  );
  return toNumber(row?.seq ?? 0);
}

export async function listTraitRows(db: Database, projectId: string): Promise<ComputedTraitRow[]> {
  return db
    .select()
    .from(computedTraits)
    .where(eq(computedTraits.projectId, projectId))
    .orderBy(asc(computedTraits.key));
}

/** Reads a project's traits and keeps their backfills where they are until the transaction ends. */
export async function lockTraitRows(tx: Database, projectId: string): Promise<ComputedTraitRow[]> {
  return tx
    .select()
    .from(computedTraits)
    .where(eq(computedTraits.projectId, projectId))
    .orderBy(asc(computedTraits.id))
    .for("share");
}

export async function findTraitRow(db: Database, projectId: string, id: string): Promise<ComputedTraitRow | undefined> {
  const [row] = await db
    .select()
    .from(computedTraits)
    .where(and(eq(computedTraits.projectId, projectId), eq(computedTraits.id, id)));
  return row;
}

export async function insertTrait(tx: Database, row: ComputedTraitRow): Promise<void> {
  await tx.insert(computedTraits).values(row);
}

export async function updateTrait(
  tx: Database,
  { projectId, id }: Pick<ComputedTraitRow, "projectId" | "id">,
  change: Partial<ComputedTraitRow>,
): Promise<void> {
  await tx
    .update(computedTraits)
    .set(change)
    .where(and(eq(computedTraits.projectId, projectId), eq(computedTraits.id, id)));
}

/** Answers whether there was one. */
export async function deleteTrait(tx: Database, projectId: string, id: string): Promise<boolean> {
  const rows = await tx
    .delete(computedTraits)
    .where(and(eq(computedTraits.projectId, projectId), eq(computedTraits.id, id)))
    .returning({ id: computedTraits.id });
  return rows.length > 0;
}

/** The traits of any project whose stored events are not added up yet, the oldest first. */
export async function listBackfillingTraits(db: Database): Promise<ComputedTraitRow[]> {
  return db
    .select()
    .from(computedTraits)
    .where(eq(computedTraits.status, "backfilling"))
    .orderBy(asc(computedTraits.updatedAt))
    .limit(10);
}

/** Locks a trait for its next page of backfill; undefined when another process has it, or it is done or gone. */
export async function lockBackfill(
  tx: Database,
  { projectId, id, stateId }: ComputedTraitRow,
): Promise<ComputedTraitRow | undefined> {
  const [row] = await tx
    .select()
    .from(computedTraits)
    .where(
      and(
        eq(computedTraits.projectId, projectId),
        eq(computedTraits.id, id),
        eq(computedTraits.stateId, stateId),
        eq(computedTraits.status, "backfilling"),
      ),
    )
    .for("update", { skipLocked: true });
  return row;
}
