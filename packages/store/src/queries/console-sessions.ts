import { and, eq, gt, lte } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { consoleSessions } from "../schema/access.ts";
import { findLiveKey } from "./workspaces.ts";

type SessionRow = typeof consoleSessions.$inferSelect;
type Place = Pick<SessionRow, "projectId" | "tokenHash">;

/** Adds a session, and lets go of those of the project whose time is over. */
export async function insertConsoleSession(db: Database, row: Omit<SessionRow, "createdAt">, now: Date): Promise<void> {
  await db
    .delete(consoleSessions)
    .where(and(eq(consoleSessions.projectId, row.projectId), lte(consoleSessions.expiresAt, now)));
  await db.insert(consoleSessions).values({ ...row, createdAt: now });
}

/** The key that a session rests on; undefined when it has ended, or the key has. `openKey` is no key and does not end. */
export async function findConsoleSession(
  db: Database,
  { projectId, tokenHash, openKey, now }: Place & { openKey: string; now: Date },
): Promise<string | undefined> {
  const [row] = await db
    .select({ keyId: consoleSessions.keyId })
    .from(consoleSessions)
    .where(and(at({ projectId, tokenHash }), gt(consoleSessions.expiresAt, now)));
  if (!row) return undefined;
  if (row.keyId === openKey) return row.keyId;
  return (await findLiveKey(db, { projectId, id: row.keyId, now })) ? row.keyId : undefined;
}

/** Ends one session. */
export async function deleteConsoleSession(db: Database, place: Place): Promise<void> {
  await db.delete(consoleSessions).where(at(place));
}

/** Ends every session that rests on a key. */
export async function deleteConsoleSessions(db: Database, projectId: string, keyId: string): Promise<void> {
  await db
    .delete(consoleSessions)
    .where(and(eq(consoleSessions.projectId, projectId), eq(consoleSessions.keyId, keyId)));
}

function at({ projectId, tokenHash }: Place) {
  return and(eq(consoleSessions.projectId, projectId), eq(consoleSessions.tokenHash, tokenHash));
}
