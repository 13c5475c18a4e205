import { and, desc, eq, gt, inArray, isNull, lt, or } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { profileMerges, profiles } from "../schema/profiles.ts";

export type MergeRow = typeof profileMerges.$inferSelect;
export type NewMergeRow = Omit<MergeRow, "projectId" | "seq" | "undoneAt" | "undoneBy">;

/** Rows of one statement: below the number of parameters that a statement takes. */
const CHUNK = 1_000;

/** Writes what merges moved, in order. */
export async function insertMerges(tx: Database, projectId: string, rows: readonly NewMergeRow[]): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK) {
    await tx.insert(profileMerges).values(rows.slice(i, i + CHUNK).map((row) => ({ ...row, projectId })));
  }
}

/** Reads and locks a merge. */
export async function lockMerge(tx: Database, projectId: string, id: string): Promise<MergeRow | undefined> {
  const [row] = await tx
    .select()
    .from(profileMerges)
    .where(and(eq(profileMerges.projectId, projectId), eq(profileMerges.id, id)))
    .for("update");
  return row;
}

/** Merges that a person took part in, the latest first: into their profile, into those merged into it, and away from it. */
export async function listMergeRows(
  db: Database,
  params: { projectId: string; profileId: string; limit: number; beforeSeq?: number | undefined },
): Promise<MergeRow[]> {
  const { projectId, profileId, beforeSeq } = params;
  const theirs = db
    .select({ id: profiles.id })
    .from(profiles)
    .where(and(eq(profiles.projectId, projectId), or(eq(profiles.id, profileId), eq(profiles.mergedInto, profileId))));
  return db
    .select()
    .from(profileMerges)
    .where(
      and(
        eq(profileMerges.projectId, projectId),
        or(inArray(profileMerges.intoProfile, theirs), eq(profileMerges.fromProfile, profileId)),
        beforeSeq === undefined ? undefined : lt(profileMerges.seq, beforeSeq),
      ),
    )
    .orderBy(desc(profileMerges.seq))
    .limit(params.limit);
}

/** Merges that these events caused. */
export async function listMergesOfEvents(
  db: Database,
  projectId: string,
  eventIds: readonly string[],
): Promise<MergeRow[]> {
  if (eventIds.length === 0) return [];
  return db
    .select()
    .from(profileMerges)
    .where(and(eq(profileMerges.projectId, projectId), inArray(profileMerges.eventId, [...eventIds])))
    .orderBy(desc(profileMerges.seq));
}

/** Merges after this one that still hold and that it may have led to: into its profile, or of its profile into another. */
export async function listLaterMerges(db: Database, merge: MergeRow): Promise<MergeRow[]> {
  return db
    .select()
    .from(profileMerges)
    .where(
      and(
        eq(profileMerges.projectId, merge.projectId),
        gt(profileMerges.seq, merge.seq),
        isNull(profileMerges.undoneAt),
        or(eq(profileMerges.intoProfile, merge.intoProfile), eq(profileMerges.fromProfile, merge.intoProfile)),
      ),
    )
    .orderBy(desc(profileMerges.seq));
}

/** Notes that a merge was taken back. */
export async function markMergeUndone(
  tx: Database,
  merge: MergeRow,
  undone: { undoneAt: Date; undoneBy: string },
): Promise<MergeRow> {
  await tx
    .update(profileMerges)
    .set(undone)
    .where(and(eq(profileMerges.projectId, merge.projectId), eq(profileMerges.id, merge.id)));
  return { ...merge, ...undone };
}
