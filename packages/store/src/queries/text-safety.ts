import type { BannedWord } from "@rapport/contracts/text-safety";
import { and, asc, count, eq } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { bannedWords, claims } from "../schema/text-safety.ts";

export type ClaimRow = typeof claims.$inferSelect;
type Place = { projectId: string; id: string };

const at = ({ projectId, id }: Place) => and(eq(claims.projectId, projectId), eq(claims.id, id));

/** The words of a project; none while nobody has said any. */
export async function readBannedWords(db: Database, projectId: string): Promise<BannedWord[]> {
  const [row] = await db.select().from(bannedWords).where(eq(bannedWords.projectId, projectId));
  return row?.words ?? [];
}

/** Puts a list in place of the one there is. */
export async function putBannedWordRows(
  db: Database,
  { projectId, words, updatedAt }: { projectId: string; words: BannedWord[]; updatedAt: Date },
): Promise<void> {
  await db
    .insert(bannedWords)
    .values({ projectId, words, updatedAt })
    .onConflictDoUpdate({ target: bannedWords.projectId, set: { words, updatedAt } });
}

/** A project's claims, in the order of their making. */
export async function listClaimRows(db: Database, projectId: string): Promise<ClaimRow[]> {
  return db.select().from(claims).where(eq(claims.projectId, projectId)).orderBy(asc(claims.id));
}

export async function countClaims(db: Database, projectId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(claims).where(eq(claims.projectId, projectId));
  return Number(row?.count ?? 0);
}

export async function insertClaim(db: Database, row: ClaimRow): Promise<void> {
  await db.insert(claims).values(row);
}

/** Changes a claim; undefined when there is none. */
export async function updateClaimRow(
  db: Database,
  place: Place,
  change: Omit<ClaimRow, "projectId" | "id" | "createdAt">,
): Promise<ClaimRow | undefined> {
  const [row] = await db.update(claims).set(change).where(at(place)).returning();
  return row;
}

/** Removes a claim; false when there is none. */
export async function deleteClaimRow(db: Database, place: Place): Promise<boolean> {
  const rows = await db.delete(claims).where(at(place)).returning({ id: claims.id });
  return rows.length > 0;
}
