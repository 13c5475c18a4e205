import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";

/** How far each partition of a log has been folded: the next offset to read, by partition. */
export async function readLogOffsets(db: Database, logId: string): Promise<Map<number, number>> {
  const rows = await db.execute<{ partition: unknown; next_offset: unknown }>(sql`
    select partition, next_offset from log_offsets where log_id = ${logId}`);
  return new Map(rows.map((row) => [toNumber(row.partition), toNumber(row.next_offset)]));
}

/**
 * One partition's step from the offset that the projector started at to the one after its last event. `epoch` is that of
 * the lease under which it was read; absent where one projector owns the whole log.
 */
export type OffsetStep = { partition: number; from: number; to: number; epoch?: number | undefined };

/** Any constant works, so long as every Rapport process uses the same and no other lock does. */
const FOLD_LOCK = 7_210_939;

/**
 * Moves offsets forward and answers whether every one stood where the projector thought, under a lease that nobody has
 * taken since. `false` means that another projector was faster: the transaction must be rolled back. The lease is read
 * and not locked, so a renewal never waits for a fold; a lease that changes hands later in the transaction does no harm,
 * because its new holder needs the same row of offsets.
 *
 * First of all it takes the lock of those who fold: together, or alone where a person is erased. Whoever folded before that is
 * done, and whoever folds after it sees the ledger: nothing is stored of a person beside their erasure.
 */
export async function advanceLogOffsets(
  tx: Database,
  logId: string,
  steps: readonly OffsetStep[],
  { node, alone = false }: { node?: string | undefined; alone?: boolean } = {},
): Promise<boolean> {
  const lock = sql.raw(`pg_advisory_xact_lock${alone ? "" : "_shared"}(${FOLD_LOCK})`);
  const leased = sql`exists (select from log_leases l where l.log_id = ${logId} and l.partition = r.partition
    and l.holder = ${node} and l.epoch = r.epoch)`;
  const moved = await tx.execute(sql`
    insert into log_offsets (log_id, partition, next_offset)
    select ${logId}, r.partition, r."to" from (select ${lock}) held, json_to_recordset(${jsonRows(steps)})
      as r(partition smallint, "from" bigint, "to" bigint, epoch bigint)
      ${node === undefined ? sql`` : sql`where ${leased}`} order by r.partition
    on conflict (log_id, partition) do update set next_offset = excluded.next_offset
      where log_offsets.next_offset = (
        select s."from" from json_to_recordset(${jsonRows(steps)}) as s(partition smallint, "from" bigint)
        where s.partition = excluded.partition)
    returning partition`);
  return moved.length === steps.length;
}
