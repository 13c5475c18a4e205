import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { behaviourFits, behaviourModels } from "../schema/lookalike.ts";

export type BehaviourModelRow = typeof behaviourModels.$inferSelect;
export type BehaviourFitRow = typeof behaviourFits.$inferSelect;

export async function getBehaviourModel(db: Database, projectId: string): Promise<BehaviourModelRow | undefined> {
  const [row] = await db.select().from(behaviourModels).where(eq(behaviourModels.projectId, projectId));
  return row;
}

/** Name of the model that answers now. */
export async function getBehaviourModelName(db: Database, projectId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ model: behaviourModels.model })
    .from(behaviourModels)
    .where(eq(behaviourModels.projectId, projectId));
  return row?.model;
}

/** Says how far the vectors of a model follow the events; of one that was replaced meanwhile, nothing. */
export async function moveBehaviourModel(
  db: Database,
  { projectId, model, throughSeq }: { projectId: string; model: string; throughSeq: number },
): Promise<void> {
  await db
    .update(behaviourModels)
    .set({ throughSeq: sql`greatest(${behaviourModels.throughSeq}, ${throughSeq})` })
    .where(and(eq(behaviourModels.projectId, projectId), eq(behaviourModels.model, model)));
}

/**
 * Begins to make a model, unless one is being made since `expiredAt`.
 * @returns undefined when it is somebody else's turn; else what an attempt that was cut off has left
 */
export async function beginBehaviourFit(
  db: Database,
  fit: BehaviourFitRow,
  expiredAt: Date,
): Promise<{ leftOver: { model: string; dimension: number } | undefined } | undefined> {
  const rows = await db.execute<{ model: string | null; dimension: number | null }>(sql`
    with old as (select model, dimension from behaviour_fits where project_id = ${fit.projectId}),
    begun as (
      insert into behaviour_fits as f (project_id, model, dimension, begun_at)
      values (${fit.projectId}, ${fit.model}, ${fit.dimension}, ${fit.begunAt.toISOString()}::timestamptz)
      on conflict (project_id) do update
      set model = excluded.model, dimension = excluded.dimension, begun_at = excluded.begun_at
      where f.begun_at <= ${expiredAt.toISOString()}::timestamptz returning project_id)
    select old.model, old.dimension from begun left join old on true`);
  const [row] = rows;
  if (!row) return undefined;
  const { model, dimension } = row;
  return { leftOver: model === null || dimension === null ? undefined : { model, dimension: Number(dimension) } };
}

/** Ends an attempt. @returns false when it had been given up for another one */
export async function endBehaviourFit(
  db: Database,
  { projectId, model }: { projectId: string; model: string },
): Promise<boolean> {
  const rows = await db
    .delete(behaviourFits)
    .where(and(eq(behaviourFits.projectId, projectId), eq(behaviourFits.model, model)))
    .returning({ model: behaviourFits.model });
  return rows.length > 0;
}

export async function putBehaviourModel(db: Database, row: BehaviourModelRow): Promise<void> {
  const { projectId: _, ...set } = row;
  await db.insert(behaviourModels).values(row).onConflictDoUpdate({ target: behaviourModels.projectId, set });
}
