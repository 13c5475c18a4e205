import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { memberTokens } from "../schema/access.ts";

export type MemberTokenRow = typeof memberTokens.$inferSelect;
type Place = { projectId: string; id: string };

/** A new chain. A member has few: what lies beyond `most`, the longest unused first, ends. */
export async function insertMemberToken(
  tx: Database,
  row: Omit<MemberTokenRow, "generation" | "createdAt" | "refreshedAt">,
  most: number,
): Promise<void> {
  const { projectId, memberId } = row;
  await tx.insert(memberTokens).values(row);
  await tx.execute(sql`
    delete from member_tokens where project_id = ${projectId} and member_id = ${memberId} and id in (
      select id from member_tokens where project_id = ${projectId} and member_id = ${memberId}
      order by refreshed_at desc, id desc offset ${most})`);
}

/** A chain that has not ended. */
export async function findMemberToken(
  db: Database,
  { projectId, id }: Place,
  now: Date,
): Promise<MemberTokenRow | undefined> {
  const [row] = await db
    .select()
    .from(memberTokens)
    .where(and(isThe({ projectId, id }), gt(memberTokens.expiresAt, now)));
  return row;
}

/** Moves a chain on to its next token, if this one is its last; of two who try at once, one does. */
export async function advanceMemberToken(
  db: Database,
  { generation, now, expiresAt, ...place }: Place & { generation: number; now: Date; expiresAt: Date },
): Promise<boolean> {
  const moved = await db
    .update(memberTokens)
    .set({ generation: generation + 1, refreshedAt: now, expiresAt })
    .where(and(isThe(place), eq(memberTokens.generation, generation), gt(memberTokens.expiresAt, now)))
    .returning({ id: memberTokens.id });
  return moved.length > 0;
}

/** Ends a chain; answers whether there was one. */
export async function deleteMemberToken(db: Database, place: Place): Promise<boolean> {
  const rows = await db.delete(memberTokens).where(isThe(place)).returning({ id: memberTokens.id });
  return rows.length > 0;
}

/** Ends all of a member's chains, in every project. */
export async function deleteTokensOfMember(db: Database, memberId: string): Promise<void> {
  await db.delete(memberTokens).where(eq(memberTokens.memberId, memberId));
}

/** A member's chains in a project, the oldest first. */
export async function listMemberTokens(
  db: Database,
  { projectId, memberId, now }: { projectId: string; memberId: string; now: Date },
): Promise<MemberTokenRow[]> {
  return db
    .select()
    .from(memberTokens)
    .where(
      and(eq(memberTokens.projectId, projectId), eq(memberTokens.memberId, memberId), gt(memberTokens.expiresAt, now)),
    )
    .orderBy(asc(memberTokens.createdAt), asc(memberTokens.id));
}

function isThe({ projectId, id }: Place) {
  return and(eq(memberTokens.projectId, projectId), eq(memberTokens.id, id));
}
