import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";

/** How far each partition of a log has been folded: the next offset to read, by partition. */
export async function readLogOffsets(db: Database, logId: string): Promise<Map<number, number>> {
  const rows = await db.execute<{ partition: unknown; next_offset: unknown }>(sql`
    select partition, next_offset from log_offsets where log_id = ${logId}`);
  return new Map(rows.map((row) => [toNumber(row.partition), toNumber(row.next_offset)]));
}

/** One partition's step from the offset that the projector started at to the one after its last event. */
export type OffsetStep = { partition: number; from: number; to: number };

/**
 * Moves offsets forward and answers whether every one stood where the projector thought. `false` means that another
 * projector was faster: the transaction must be rolled back.
 */
export async function advanceLogOffsets(tx: Database, logId: string, steps: readonly OffsetStep[]): Promise<boolean> {
  const moved = await tx.execute(sql`
    insert into log_offsets (log_id, partition, next_offset)
    select ${logId}, r.partition, r."to" from json_to_recordset(${jsonRows(steps)})
      as r(partition smallint, "from" bigint, "to" bigint) order by r.partition
    on conflict (log_id, partition) do update set next_offset = excluded.next_offset
      where log_offsets.next_offset = (
        select s."from" from json_to_recordset(${jsonRows(steps)}) as s(partition smallint, "from" bigint)
        where s.partition = excluded.partition)
    returning partition`);
  return moved.length === steps.length;
}
