import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { auditEntries, members } from "../schema/access.ts";
import { keys } from "../schema/workspaces.ts";

export type AuditRow = typeof auditEntries.$inferSelect;

/** The last entry of a project's chain, which nobody else can lengthen until the transaction ends. */
export async function lockAuditHead(
  tx: Database,
  projectId: string,
): Promise<{ seq: number; hash: string } | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`audit ${projectId}`}, 0))`);
  const [row] = await tx
    .select({ seq: auditEntries.seq, hash: auditEntries.hash })
    .from(auditEntries)
    .where(eq(auditEntries.projectId, projectId))
    .orderBy(desc(auditEntries.seq))
    .limit(1);
  return row;
}

export async function insertAuditEntry(tx: Database, row: AuditRow): Promise<void> {
  await tx.insert(auditEntries).values(row);
}

/** Entries before a number, the latest first. */
export async function listAuditRows(
  db: Database,
  params: { projectId: string; limit: number; beforeSeq?: number | undefined; actor?: string | undefined },
): Promise<AuditRow[]> {
  const { projectId, limit, beforeSeq, actor } = params;
  return db
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.projectId, projectId),
        beforeSeq === undefined ? undefined : lt(auditEntries.seq, beforeSeq),
        actor === undefined ? undefined : eq(auditEntries.actor, actor),
      ),
    )
    .orderBy(desc(auditEntries.seq))
    .limit(limit);
}

/** Entries after a number, in order. */
export async function readAuditAfter(
  db: Database,
  params: { projectId: string; afterSeq: number; limit: number },
): Promise<AuditRow[]> {
  const { projectId, afterSeq, limit } = params;
  return db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.projectId, projectId), gt(auditEntries.seq, afterSeq)))
    .orderBy(asc(auditEntries.seq))
    .limit(limit);
}

/** Names of members and keys by id. */
export async function readActorNames(db: Database, projectId: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const people = await db.select({ id: members.id, name: members.name }).from(members).where(inArray(members.id, ids));
  const machines = await db
    .select({ id: keys.id, name: keys.name })
    .from(keys)
    .where(and(eq(keys.projectId, projectId), inArray(keys.id, ids)));
  return new Map([...people, ...machines].map(({ id, name }) => [id, name]));
}
