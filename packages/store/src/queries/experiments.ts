import { and, asc, desc, eq, isNull } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { experiments } from "../schema/experiments.ts";

export type ExperimentRow = typeof experiments.$inferSelect;
/** What may change of an experiment once it is there. */
export type ExperimentChange = Partial<Omit<ExperimentRow, "projectId" | "id" | "createdAt" | "salt">>;

/** Adds an experiment; false when the project has one of that name. */
export async function insertExperiment(db: Database, row: ExperimentRow): Promise<boolean> {
  const added = await db.insert(experiments).values(row).onConflictDoNothing().returning({ id: experiments.id });
  return added.length > 0;
}

/** The experiments of a project, the newest first. */
export async function listExperimentRows(db: Database, projectId: string): Promise<ExperimentRow[]> {
  return db.select().from(experiments).where(eq(experiments.projectId, projectId)).orderBy(desc(experiments.id));
}

/** The running experiments of a project, the oldest first. */
export async function listRunningExperiments(db: Database, projectId: string): Promise<ExperimentRow[]> {
  return db
    .select()
    .from(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.state, "running")))
    .orderBy(asc(experiments.id));
}

export async function findExperiment(db: Database, projectId: string, id: string): Promise<ExperimentRow | undefined> {
  const [row] = await db
    .select()
    .from(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.id, id)));
  return row;
}

/** The experiment that has this name; names are unique in a project. */
export async function findExperimentByName(
  db: Database,
  projectId: string,
  name: string,
): Promise<ExperimentRow | undefined> {
  const [row] = await db
    .select()
    .from(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.name, name)));
  return row;
}

/** The experiments of one layer, drafts included, locked until the transaction ends, so that no two take one bucket. */
export async function lockLayer(tx: Database, projectId: string, layer: string | null): Promise<ExperimentRow[]> {
  return tx
    .select()
    .from(experiments)
    .where(
      and(
        eq(experiments.projectId, projectId),
        layer === null ? isNull(experiments.layer) : eq(experiments.layer, layer),
      ),
    )
    .orderBy(asc(experiments.id))
    .for("update");
}

/** Locks one experiment until the transaction ends. */
export async function lockExperiment(tx: Database, projectId: string, id: string): Promise<ExperimentRow | undefined> {
  const [row] = await tx
    .select()
    .from(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.id, id)))
    .for("update");
  return row;
}

/** Changes an experiment; undefined when there is none. */
export async function updateExperiment(
  tx: Database,
  projectId: string,
  id: string,
  change: ExperimentChange,
): Promise<ExperimentRow | undefined> {
  const [row] = await tx
    .update(experiments)
    .set(change)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.id, id)))
    .returning();
  return row;
}

/** Forgets an experiment; answers whether there was one. */
export async function deleteExperimentRow(tx: Database, projectId: string, id: string): Promise<boolean> {
  const rows = await tx
    .delete(experiments)
    .where(and(eq(experiments.projectId, projectId), eq(experiments.id, id)))
    .returning({ id: experiments.id });
  return rows.length > 0;
}
