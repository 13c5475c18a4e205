import { and, asc, eq, gt, isNotNull, isNull, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { keys, projects, workspaces } from "../schema/workspaces.ts";

export type ProjectRow = typeof projects.$inferSelect;
export type KeyRow = typeof keys.$inferSelect;

/** Adds a workspace with one project. */
export async function insertProject(
  db: Database,
  row: { workspaceId: string; id: string; slug: string; name: string },
): Promise<void> {
  await db.insert(workspaces).values({ id: row.workspaceId, name: row.name });
  await db.insert(projects).values(row);
}

/** The names of a workspace's projects, to which nobody adds one until the transaction ends. */
export async function lockProjectNames(db: Database, workspaceId: string): Promise<string[]> {
  await db.select().from(workspaces).where(eq(workspaces.id, workspaceId)).for("update");
  const rows = await db.select({ name: projects.name }).from(projects).where(eq(projects.workspaceId, workspaceId));
  return rows.map(({ name }) => name);
}

/** Adds a project to a workspace that is there. */
export async function insertProjectRow(
  db: Database,
  row: Pick<ProjectRow, "id" | "workspaceId" | "slug" | "name">,
): Promise<void> {
  await db.insert(projects).values(row);
}

export async function findProjectBySlug(db: Database, slug: string): Promise<ProjectRow | undefined> {
  const [row] = await db.select().from(projects).where(eq(projects.slug, slug));
  return row;
}

export async function getProjectRow(db: Database, id: string): Promise<ProjectRow | undefined> {
  const [row] = await db.select().from(projects).where(eq(projects.id, id));
  return row;
}

/** A project with the workspace that owns it. */
export async function findProjectWithWorkspace(
  db: Database,
  id: string,
): Promise<(ProjectRow & { workspace: typeof workspaces.$inferSelect }) | undefined> {
  const [row] = await db
    .select({ project: projects, workspace: workspaces })
    .from(projects)
    .innerJoin(workspaces, eq(workspaces.id, projects.workspaceId))
    .where(eq(projects.id, id));
  return row && { ...row.project, workspace: row.workspace };
}

export async function updateProjectName(db: Database, id: string, name: string): Promise<void> {
  await db.update(projects).set({ name }).where(eq(projects.id, id));
}

export async function listProjectRows(db: Database): Promise<ProjectRow[]> {
  return db.select().from(projects).orderBy(asc(projects.id));
}

/** Adds a key unless one with the same hash is there. */
export async function insertKey(
  db: Database,
  row: Pick<KeyRow, "id" | "projectId" | "kind" | "name" | "hash" | "hint"> & Partial<KeyRow>,
): Promise<void> {
  await db.insert(keys).values(row).onConflictDoNothing();
}

/** The key with this hash, revoked or not. Keys are never deleted. @throws Error when there is none */
export async function getKeyRowByHash(db: Database, hash: string): Promise<KeyRow> {
  const [row] = await db.select().from(keys).where(eq(keys.hash, hash));
  if (!row) throw new Error("There is no key with this hash");
  return row;
}

/** The key with this hash, unless it is revoked or its time is over. */
export async function findKeyByHash(db: Database, hash: string, now: Date): Promise<KeyRow | undefined> {
  const [row] = await db
    .select()
    .from(keys)
    .where(and(eq(keys.hash, hash), isLive(now)));
  return row;
}

/** The key with this hash whatever its state; undefined when no project ever had it. */
export async function findKeyOwner(
  db: Database,
  hash: string,
): Promise<{ projectId: string; hint: string } | undefined> {
  const [row] = await db.select({ projectId: keys.projectId, hint: keys.hint }).from(keys).where(eq(keys.hash, hash));
  return row;
}

/** Whether a key of the project is there and works. */
export async function findLiveKey(
  db: Database,
  { projectId, id, now }: { projectId: string; id: string; now: Date },
): Promise<boolean> {
  const rows = await db
    .select({ id: keys.id })
    .from(keys)
    .where(and(eq(keys.projectId, projectId), eq(keys.id, id), isLive(now)));
  return rows.length > 0;
}

/** A key of the project, whatever its state. */
export async function findKeyRow(db: Database, projectId: string, id: string): Promise<KeyRow | undefined> {
  const [row] = await db
    .select()
    .from(keys)
    .where(and(eq(keys.projectId, projectId), eq(keys.id, id)));
  return row;
}

/** Writes down that a key was used. */
export async function touchKey(db: Database, id: string, at: Date): Promise<void> {
  await db.update(keys).set({ lastUsedAt: at }).where(eq(keys.id, id));
}

/** Lets a key work until a time at most; one that ends earlier keeps its end. */
export async function endKeyAt(
  db: Database,
  { projectId, id, at }: { projectId: string; id: string; at: Date },
): Promise<void> {
  await db
    .update(keys)
    .set({
      expiresAt: sql`least(coalesce(${keys.expiresAt}, ${at.toISOString()}::timestamptz), ${at.toISOString()}::timestamptz)`,
    })
    .where(and(eq(keys.projectId, projectId), eq(keys.id, id)));
}

/** Changes what is said of a key. */
export async function updateKey(
  db: Database,
  { projectId, id }: Pick<KeyRow, "projectId" | "id">,
  set: Partial<KeyRow>,
): Promise<void> {
  await db
    .update(keys)
    .set(set)
    .where(and(eq(keys.projectId, projectId), eq(keys.id, id)));
}

/** Keys of all projects that have a secret of user tokens. */
export async function listUserTokenKeys(db: Database): Promise<KeyRow[]> {
  return db
    .select()
    .from(keys)
    .where(or(isNotNull(keys.userTokenSecret), isNotNull(keys.userTokenSecretBefore)));
}

function isLive(now: Date) {
  return and(isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, now)));
}

export async function listKeyRows(db: Database, projectId: string): Promise<KeyRow[]> {
  return db.select().from(keys).where(eq(keys.projectId, projectId)).orderBy(asc(keys.id));
}

/** Revokes a key; answers whether there was a live one. */
export async function revokeKeyRow(db: Database, projectId: string, id: string): Promise<boolean> {
  const rows = await db
    .update(keys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(keys.projectId, projectId), eq(keys.id, id), isNull(keys.revokedAt)))
    .returning({ id: keys.id });
  return rows.length > 0;
}
