import type { ModelKind } from "@rapport/contracts/models";
import { and, desc, eq, inArray, lt, max, ne, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { models } from "../schema/models.ts";

export type ModelRow = typeof models.$inferSelect;
/** Which line of versions is meant. */
type ModelLine = { projectId: string; kind: ModelKind; name: string };

/** Adds the next version of a line as a candidate. Versions have no gaps and no doubles, however many are added at once. */
export async function insertModel(
  tx: Database,
  row: Omit<ModelRow, "version" | "status" | "activatedAt">,
): Promise<ModelRow> {
  await lockModels(tx, row);
  const [last] = await tx
    .select({ version: max(models.version) })
    .from(models)
    .where(isOfLine(row));
  const added: ModelRow = { ...row, version: (last?.version ?? 0) + 1, status: "candidate", activatedAt: null };
  await tx.insert(models).values(added);
  return added;
}

/** Holds a line of versions until the transaction ends: whoever adds or activates in it waits. */
export async function lockModels(tx: Database, { projectId, kind, name }: ModelLine): Promise<void> {
  const line = JSON.stringify(["models", projectId, kind, name]);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${line}, 0))`);
}

/** Makes a version the active one of its line and retires the one that was. */
export async function switchActiveModel(tx: Database, row: ModelRow, activatedAt: Date): Promise<ModelRow> {
  await tx
    .update(models)
    .set({ status: "retired" })
    .where(and(isOfLine(row), eq(models.status, "active")));
  await tx
    .update(models)
    .set({ status: "active", activatedAt })
    .where(and(eq(models.projectId, row.projectId), eq(models.id, row.id)));
  return { ...row, status: "active", activatedAt };
}

export async function getModelRow(
  db: Database,
  params: { projectId: string; kind: ModelKind; id: string },
): Promise<ModelRow | undefined> {
  const { projectId, kind, id } = params;
  const [row] = await db
    .select()
    .from(models)
    .where(and(eq(models.projectId, projectId), eq(models.kind, kind), eq(models.id, id)));
  return row;
}

/** The version of a line that answers now. */
export async function getActiveModelRow(db: Database, line: ModelLine): Promise<ModelRow | undefined> {
  const [row] = await db
    .select()
    .from(models)
    .where(and(isOfLine(line), eq(models.status, "active")));
  return row;
}

/** The versions of a kind that answer now. */
export async function listActiveModelRows(db: Database, projectId: string, kind: ModelKind): Promise<ModelRow[]> {
  return db
    .select()
    .from(models)
    .where(and(eq(models.projectId, projectId), eq(models.kind, kind), eq(models.status, "active")))
    .orderBy(models.name);
}

/** Versions of a kind, of one name if given, the latest first. */
export async function listModelRows(
  db: Database,
  params: {
    projectId: string;
    kind: ModelKind;
    name?: string | undefined;
    beforeId?: string | undefined;
    limit: number;
  },
): Promise<ModelRow[]> {
  const { projectId, kind, name, beforeId, limit } = params;
  return db
    .select()
    .from(models)
    .where(
      and(
        eq(models.projectId, projectId),
        eq(models.kind, kind),
        name === undefined ? undefined : eq(models.name, name),
        beforeId === undefined ? undefined : lt(models.id, beforeId),
      ),
    )
    .orderBy(desc(models.id))
    .limit(limit);
}

/** Forgets versions that do not answer. @returns those that went, whose blobs nobody names any more */
export async function deleteModelRows(db: Database, projectId: string, ids: readonly string[]): Promise<ModelRow[]> {
  if (ids.length === 0) return [];
  return db
    .delete(models)
    .where(and(eq(models.projectId, projectId), inArray(models.id, [...ids]), ne(models.status, "active")))
    .returning();
}

function isOfLine({ projectId, kind, name }: ModelLine) {
  return and(eq(models.projectId, projectId), eq(models.kind, kind), eq(models.name, name));
}
