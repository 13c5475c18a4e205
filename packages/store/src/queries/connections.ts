import type { ConnectionProvider } from "@rapport/contracts/connections";
import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { connectionAttempts, connections } from "../schema/connections.ts";

export type ConnectionRow = typeof connections.$inferSelect;
export type ConnectionAttemptRow = typeof connectionAttempts.$inferSelect;
/** Which connection of a project is meant. */
type Place = { projectId: string; provider: ConnectionProvider };

const isAt = ({ projectId, provider }: Place) =>
  and(eq(connections.projectId, projectId), eq(connections.provider, provider));

export async function listConnectionRows(db: Database, projectId: string): Promise<ConnectionRow[]> {
  return db.select().from(connections).where(eq(connections.projectId, projectId)).orderBy(connections.provider);
}

export async function getConnectionRow(db: Database, place: Place): Promise<ConnectionRow | undefined> {
  const [row] = await db.select().from(connections).where(isAt(place));
  return row;
}

/** Keeps a connection in place of the project's earlier one to the same service. */
export async function upsertConnection(db: Database, row: ConnectionRow): Promise<void> {
  const { projectId, provider, ...set } = row;
  await db
    .insert(connections)
    .values(row)
    .onConflictDoUpdate({ target: [connections.projectId, connections.provider], set });
}

/** Changes a connection as long as it is still the one with this id. @returns whether it was */
export async function updateConnection(
  db: Database,
  { id, ...place }: Place & { id: string },
  set: Partial<ConnectionRow>,
): Promise<boolean> {
  const changed = await db
    .update(connections)
    .set(set)
    .where(and(isAt(place), eq(connections.id, id)))
    .returning({ id: connections.id });
  return changed.length > 0;
}

/** Takes the right to fetch a new token; false while another server has it. */
export async function claimRefresh(db: Database, place: Place, now: Date, until: Date): Promise<boolean> {
  const isFree = or(isNull(connections.refreshingUntil), lt(connections.refreshingUntil, now));
  const claimed = await db
    .update(connections)
    .set({ refreshingUntil: until })
    .where(and(isAt(place), isFree))
    .returning({ id: connections.id });
  return claimed.length > 0;
}

export async function deleteConnectionRow(db: Database, projectId: string, id: string): Promise<boolean> {
  const gone = await db
    .delete(connections)
    .where(and(eq(connections.projectId, projectId), eq(connections.id, id)))
    .returning({ id: connections.id });
  return gone.length > 0;
}

/** Writes an attempt down, and forgets those whose time is over. */
export async function insertConnectionAttempt(db: Database, row: ConnectionAttemptRow, now: Date): Promise<void> {
  await db.delete(connectionAttempts).where(lt(connectionAttempts.expiresAt, now));
  await db.insert(connectionAttempts).values(row);
}

/** Takes an attempt: it counts once, for whoever began it, within its time. */
export async function takeConnectionAttempt(
  db: Database,
  { projectId, stateHash, startedBy }: { projectId: string; stateHash: string; startedBy: string },
  now: Date,
): Promise<ConnectionAttemptRow | undefined> {
  const [row] = await db
    .delete(connectionAttempts)
    .where(
      and(
        eq(connectionAttempts.projectId, projectId),
        eq(connectionAttempts.stateHash, stateHash),
        eq(connectionAttempts.startedBy, startedBy),
        gt(connectionAttempts.expiresAt, now),
      ),
    )
    .returning();
  return row;
}

/** The connections of all projects: for what is done to every one of them. */
export async function listAllConnectionRows(db: Database): Promise<ConnectionRow[]> {
  return db.select().from(connections);
}
