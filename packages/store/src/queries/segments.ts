import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { segmentSets, segments, segmentVersions } from "../schema/segments.ts";
import { toNumber } from "./raw.ts";

export type SegmentRow = typeof segments.$inferSelect;
export type SegmentSetRow = typeof segmentSets.$inferSelect;
export type SegmentVersionRow = typeof segmentVersions.$inferSelect;

/** Version of a project's segments; undefined where it never had one. */
export async function getSegmentsVersion(db: Database, projectId: string): Promise<number | undefined> {
  const [row] = await db
    .select({ version: segmentSets.version })
    .from(segmentSets)
    .where(eq(segmentSets.projectId, projectId));
  return row?.version;
}

/** What the segments of a project have in common. */
export async function getSegmentSet(db: Database, projectId: string): Promise<SegmentSetRow | undefined> {
  const [row] = await db.select().from(segmentSets).where(eq(segmentSets.projectId, projectId));
  return row;
}

/** The same, made where it is missing; locked until the transaction ends, so that changes come one after the other. */
export async function lockSegmentSet(tx: Database, projectId: string): Promise<SegmentSetRow> {
  await tx.insert(segmentSets).values({ projectId, version: 0, nextLeaf: 1, leaves: {} }).onConflictDoNothing();
  const [row] = await tx.select().from(segmentSets).where(eq(segmentSets.projectId, projectId)).for("update");
  return row ?? { projectId, version: 0, nextLeaf: 1, leaves: {} };
}

/** Writes it; whoever evaluates asks for the version and loads anew. */
export async function putSegmentSet(tx: Database, { projectId, ...set }: SegmentSetRow): Promise<void> {
  await tx.update(segmentSets).set(set).where(eq(segmentSets.projectId, projectId));
}

/** The segments of a project, by name. */
export async function listSegmentRows(db: Database, projectId: string): Promise<SegmentRow[]> {
  return db
    .select()
    .from(segments)
    .where(eq(segments.projectId, projectId))
    .orderBy(asc(segments.name), asc(segments.id));
}

export async function getSegmentRow(db: Database, projectId: string, id: string): Promise<SegmentRow | undefined> {
  const [row] = await db
    .select()
    .from(segments)
    .where(and(eq(segments.projectId, projectId), eq(segments.id, id)));
  return row;
}

/** Adds a segment or replaces it. */
export async function putSegmentRow(tx: Database, row: SegmentRow): Promise<void> {
  await tx
    .insert(segments)
    .values(row)
    .onConflictDoUpdate({ target: [segments.projectId, segments.id], set: row });
}

/** Remembers a rule for good. */
export async function insertSegmentVersion(tx: Database, row: SegmentVersionRow): Promise<void> {
  await tx.insert(segmentVersions).values(row).onConflictDoNothing();
}

/** What a segment was, the latest first. */
export async function listSegmentVersions(
  db: Database,
  projectId: string,
  segmentId: string,
): Promise<SegmentVersionRow[]> {
  return db
    .select()
    .from(segmentVersions)
    .where(and(eq(segmentVersions.projectId, projectId), eq(segmentVersions.segmentId, segmentId)))
    .orderBy(sql`${segmentVersions.version} desc`)
    .limit(100);
}

/** Takes a segment away with all that is known of it. */
export async function deleteSegmentRows(tx: Database, projectId: string, id: string): Promise<void> {
  for (const table of ["segment_members", "segment_sizes", "segment_changes", "segment_versions"]) {
    await tx.execute(sql`delete from ${sql.raw(table)} where project_id = ${projectId} and segment_id = ${id}`);
  }
  await tx.delete(segments).where(and(eq(segments.projectId, projectId), eq(segments.id, id)));
}

/** Says how far a segment's people were looked at. */
export async function markSegmentWorked(
  tx: Database,
  { projectId, id, workedTo, complete }: Pick<SegmentRow, "projectId" | "id" | "workedTo" | "complete">,
): Promise<void> {
  await tx
    .update(segments)
    .set({ workedTo, complete })
    .where(and(eq(segments.projectId, projectId), eq(segments.id, id)));
}

/** Projects with a segment whose people have not all been looked at. */
export async function listIncompleteSegments(
  db: Database,
): Promise<Pick<SegmentRow, "projectId" | "id" | "workedTo">[]> {
  return db
    .select({ projectId: segments.projectId, id: segments.id, workedTo: segments.workedTo })
    .from(segments)
    .where(and(eq(segments.complete, false), isNotNull(segments.projectId)))
    .orderBy(asc(segments.updatedAt), asc(segments.id));
}

/** How many projects have segments: whether there is anything to do by the clock. */
export async function countSegments(db: Database): Promise<number> {
  const [row] = await db.execute<{ n: unknown }>(sql`select count(*) as n from segments`);
  return toNumber(row?.n);
}
