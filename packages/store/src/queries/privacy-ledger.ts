import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { ledgerIds, ledgerKeys } from "../schema/privacy.ts";
import { jsonRows } from "./raw.ts";

/** An id in the ledger, by its hash. Times are RFC 3339. */
export type LedgerId = {
  hash: string;
  suppressedBy: string | null;
  erasedBy: string | null;
  erasedAt: string | null;
};

/** The sealed key of a project's hashes; undefined before its first request. */
export async function readLedgerKey(db: Database, projectId: string): Promise<string | undefined> {
  const [row] = await db.select().from(ledgerKeys).where(eq(ledgerKeys.projectId, projectId));
  return row?.sealed;
}

/** Keeps a key unless there is one; answers the one that counts. */
export async function addLedgerKey(tx: Database, projectId: string, sealed: string): Promise<string> {
  const [row] = await tx.execute<{ sealed: string }>(sql`
    insert into ledger_keys (project_id, sealed) values (${projectId}, ${sealed})
    on conflict (project_id) do update set sealed = ledger_keys.sealed returning sealed`);
  return row?.sealed ?? sealed;
}

/** Every project's key, for a new secret of the deployment. */
export async function listLedgerKeys(db: Database): Promise<{ projectId: string; sealed: string }[]> {
  return db.select().from(ledgerKeys);
}

export async function updateLedgerKey(db: Database, projectId: string, sealed: string): Promise<void> {
  await db.update(ledgerKeys).set({ sealed }).where(eq(ledgerKeys.projectId, projectId));
}

/** Which of these hashes are in the ledger. */
export async function findLedgerIds(
  db: Database,
  projectId: string,
  hashes: readonly string[],
): Promise<Map<string, LedgerId>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select i.hash, i.suppressed_by, i.erased_by, i.erased_at
    from json_array_elements_text(${jsonRows(hashes)}) as h(hash)
    cross join lateral (select * from ledger_ids where project_id = ${projectId} and hash = h.hash offset 0) i`);
  return new Map(rows.map((row) => [String(row.hash), toLedgerId(row)]));
}

/** The whole ledger of a project. */
export async function listLedgerIds(db: Database, projectId: string): Promise<LedgerId[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select hash, suppressed_by, erased_by, erased_at from ledger_ids where project_id = ${projectId} order by hash`);
  return rows.map(toLedgerId);
}

/** Notes ids; what is null here leaves what is known. A later erasure takes the place of an earlier one. */
export async function addLedgerIds(tx: Database, projectId: string, rows: readonly LedgerId[]): Promise<void> {
  await tx.execute(sql`
    insert into ledger_ids as i (project_id, hash, suppressed_by, erased_by, erased_at)
    select ${projectId}, r.hash, r."suppressedBy", r."erasedBy", r."erasedAt"
    from json_to_recordset(${jsonRows(rows)})
      as r(hash text, "suppressedBy" text, "erasedBy" text, "erasedAt" timestamptz)
    order by r.hash
    on conflict (project_id, hash) do update set
      suppressed_by = coalesce(excluded.suppressed_by, i.suppressed_by),
      erased_by = case when i.erased_at > excluded.erased_at then i.erased_by
        else coalesce(excluded.erased_by, i.erased_by) end,
      erased_at = greatest(i.erased_at, excluded.erased_at)`);
}

/** Takes events of a suppressed id again, and of those that were suppressed with it; answers of how many. */
export async function liftLedgerIds(tx: Database, projectId: string, hash: string): Promise<number> {
  const rows = await tx.execute(sql`
    update ledger_ids i set suppressed_by = null
    where i.project_id = ${projectId} and i.suppressed_by = (
      select n.suppressed_by from ledger_ids n where n.project_id = ${projectId} and n.hash = ${hash})
    returning hash`);
  // An id that was only left out is nobody's affair any more.
  await tx
    .delete(ledgerIds)
    .where(
      and(eq(ledgerIds.projectId, projectId), sql`${ledgerIds.suppressedBy} is null and ${ledgerIds.erasedBy} is null`),
    );
  return rows.length;
}

function toLedgerId(row: Record<string, unknown>): LedgerId {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  const erasedAt = text(row.erased_at);
  return {
    hash: String(row.hash),
    suppressedBy: text(row.suppressed_by),
    erasedBy: text(row.erased_by),
    erasedAt: erasedAt === null ? null : new Date(erasedAt).toISOString(),
  };
}
