import { and, asc, count, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { triggerCrossings, triggerSides, triggers } from "../schema/triggers.ts";
import { toNumber } from "./raw.ts";

export type TriggerRow = typeof triggers.$inferSelect;
type Place = { projectId: string; id: string };

const at = ({ projectId, id }: Place) => and(eq(triggers.projectId, projectId), eq(triggers.id, id));

export async function insertTrigger(db: Database, row: typeof triggers.$inferInsert): Promise<void> {
  await db.insert(triggers).values(row);
}

/** Changes a trigger; `false` where there is none. One that watches something else begins anew. */
export async function updateTrigger(
  tx: Database,
  place: Place,
  set: Partial<Omit<TriggerRow, "projectId" | "id" | "createdAt">>,
): Promise<boolean> {
  const rows = await tx.update(triggers).set(set).where(at(place)).returning({ id: triggers.id });
  if (set.watchesSince) await forgetSides(tx, place);
  return rows.length > 0;
}

/** Removes a trigger with its crossings; false when there is none. */
export async function deleteTriggerRow(tx: Database, place: Place): Promise<boolean> {
  const { projectId, id } = place;
  await forgetSides(tx, place);
  await tx
    .delete(triggerCrossings)
    .where(and(eq(triggerCrossings.projectId, projectId), eq(triggerCrossings.triggerId, id)));
  const rows = await tx.delete(triggers).where(at(place)).returning({ id: triggers.id });
  return rows.length > 0;
}

async function forgetSides(tx: Database, { projectId, id }: Place): Promise<void> {
  await tx.delete(triggerSides).where(and(eq(triggerSides.projectId, projectId), eq(triggerSides.triggerId, id)));
}

export async function countTriggers(db: Database, projectId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(triggers).where(eq(triggers.projectId, projectId));
  return Number(row?.count ?? 0);
}

export async function listTriggerRows(db: Database, projectId: string): Promise<TriggerRow[]> {
  return db.select().from(triggers).where(eq(triggers.projectId, projectId)).orderBy(asc(triggers.id));
}

export async function getTriggerRow(db: Database, place: Place): Promise<TriggerRow | undefined> {
  const [row] = await db.select().from(triggers).where(at(place));
  return row;
}

/** What came of the crossings since a time, by trigger; and when each fired last. */
export async function countCrossings(
  db: Database,
  { projectId, since }: { projectId: string; since: Date },
): Promise<{ triggerId: string; state: TriggerState; crossings: number; lastFiredAt: string | null }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select trigger_id, state, count(*) filter (where at >= ${since.toISOString()}::timestamptz) as n, max(fired_at) as fired
    from ${triggerCrossings} where project_id = ${projectId} group by trigger_id, state`);
  return rows.map((row) => ({
    triggerId: String(row.trigger_id),
    state: row.state as TriggerState, // as: the column takes these alone
    crossings: toNumber(row.n),
    lastFiredAt: row.fired === null ? null : new Date(String(row.fired)).toISOString(),
  }));
}

export type TriggerState = (typeof triggerCrossings.$inferSelect)["state"];
