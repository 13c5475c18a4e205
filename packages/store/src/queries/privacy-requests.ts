import { and, desc, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { privacyRequests } from "../schema/privacy.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type PrivacyRequestRow = typeof privacyRequests.$inferSelect;
export type NewPrivacyRequest = Omit<
  typeof privacyRequests.$inferInsert,
  "seq" | "claimedUntil" | "sweepAt" | "finishedAt"
> & { finishedAt: Date | null };
type Place = { projectId: string; id: string };

/** Writes a request down; false when it stands there already. */
export async function insertPrivacyRequest(tx: Database, row: NewPrivacyRequest): Promise<boolean> {
  const rows = await tx.insert(privacyRequests).values(row).onConflictDoNothing().returning({ id: privacyRequests.id });
  return rows.length > 0;
}

export async function getPrivacyRequestRow(
  db: Database,
  { projectId, id }: Place,
): Promise<PrivacyRequestRow | undefined> {
  const [row] = await db
    .select()
    .from(privacyRequests)
    .where(and(eq(privacyRequests.projectId, projectId), eq(privacyRequests.id, id)));
  return row;
}

/** Requests, the latest first. */
export async function listPrivacyRequestRows(
  db: Database,
  params: { projectId: string; limit: number; beforeSeq?: number | undefined },
): Promise<PrivacyRequestRow[]> {
  const { projectId, limit, beforeSeq } = params;
  const before = beforeSeq === undefined ? undefined : lt(privacyRequests.seq, beforeSeq);
  return db
    .select()
    .from(privacyRequests)
    .where(and(eq(privacyRequests.projectId, projectId), before))
    .orderBy(desc(privacyRequests.seq))
    .limit(limit);
}

/** Requests that were made by one of these hashed ids, the latest first. */
export async function listPrivacyRequestRowsAbout(
  db: Database,
  { projectId, subjects, limit }: { projectId: string; subjects: readonly string[]; limit: number },
): Promise<PrivacyRequestRow[]> {
  return db
    .select()
    .from(privacyRequests)
    .where(and(eq(privacyRequests.projectId, projectId), inArray(privacyRequests.subject, [...subjects])))
    .orderBy(desc(privacyRequests.seq))
    .limit(limit);
}

/** A request as whoever carries it out needs it. */
export type ClaimedRequest = Place & { sealed: string; suppressed: boolean };

/**
 * Takes requests to carry out for a while: new ones, or those that are to be looked at once more. What another server has
 * taken is left to it until its time is over.
 */
export async function claimPrivacyRequests(
  db: Database,
  params: { kind: "new" | "again"; now: Date; until: Date; limit: number },
): Promise<ClaimedRequest[]> {
  const now = params.now.toISOString();
  const due = params.kind === "new" ? sql`r.state = 'running'` : sql`r.sweep_at <= ${now}::timestamptz`;
  const rows = await db.execute<Record<string, unknown>>(sql`
    update privacy_requests p set claimed_until = ${params.until.toISOString()}::timestamptz
    from (
      select r.project_id, r.id from privacy_requests r
      where ${due} and r.sealed is not null and (r.claimed_until is null or r.claimed_until < ${now}::timestamptz)
      order by r.seq limit ${params.limit} for update skip locked
    ) t
    where p.project_id = t.project_id and p.id = t.id
    returning p.project_id, p.id, p.sealed, p.suppressed, p.seq`);
  return rows
    .toSorted((a, b) => toNumber(a.seq) - toNumber(b.seq))
    .map((row) => ({
      projectId: String(row.project_id),
      id: String(row.id),
      sealed: String(row.sealed),
      suppressed: row.suppressed === true,
    }));
}

/** Keeps requests that are not carried out yet for longer. */
export async function renewPrivacyRequests(db: Database, ids: readonly string[], until: Date): Promise<void> {
  await db
    .update(privacyRequests)
    .set({ claimedUntil: until })
    .where(and(inArray(privacyRequests.id, [...ids]), isNotNull(privacyRequests.claimedUntil)));
}

/** Gives requests back that could not be carried out. */
export async function releasePrivacyRequests(db: Database, ids: readonly string[]): Promise<void> {
  await db
    .update(privacyRequests)
    .set({ claimedUntil: null })
    .where(inArray(privacyRequests.id, [...ids]));
}

/** Says that nothing is left, what was deleted, and when to look once more. */
export async function finishPrivacyRequests(
  db: Database,
  projectId: string,
  rows: readonly { id: string; counts: Record<string, number> }[],
  { now, sweepAt }: { now: Date; sweepAt: Date },
): Promise<void> {
  await db.execute(sql`
    update privacy_requests p set state = 'done', finished_at = ${now.toISOString()}::timestamptz,
      sweep_at = ${sweepAt.toISOString()}::timestamptz, claimed_until = null, counts = r.counts
    from json_to_recordset(${jsonRows(rows)}) as r(id text, counts jsonb)
    where p.project_id = ${projectId} and p.id = r.id`);
}

/** Forgets whom requests were about. */
export async function forgetSubjects(db: Database, projectId: string, ids: readonly string[]): Promise<void> {
  await db
    .update(privacyRequests)
    .set({ sealed: null, sweepAt: null, claimedUntil: null })
    .where(and(eq(privacyRequests.projectId, projectId), inArray(privacyRequests.id, [...ids])));
}

/** Requests that still say whom they are about: every server takes these people out of its memory. */
export async function listSealedRequests(db: Database): Promise<(Place & { sealed: string })[]> {
  const rows = await db
    .select({ projectId: privacyRequests.projectId, id: privacyRequests.id, sealed: privacyRequests.sealed })
    .from(privacyRequests)
    .where(sql`${privacyRequests.sealed} is not null`);
  return rows.flatMap(({ sealed, ...row }) => (sealed === null ? [] : [{ ...row, sealed }]));
}
