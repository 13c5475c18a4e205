import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";

/** Makes the rows that leases are taken from. Any number of servers may do it at once. */
export async function insertLogLeases(db: Database, logId: string, partitions: number): Promise<void> {
  await db.execute(sql`
    insert into log_leases (log_id, partition)
    select ${logId}, n from generate_series(0, ${partitions}::int - 1) as n
    on conflict do nothing`);
}

export type LeaseRenewal = {
  logId: string;
  node: string;
  ttlMs: number;
  /** Number of partitions of the log. */
  partitions: number;
  /** Partitions that the node gives back. */
  release: readonly number[];
};

export type LeaseRow = {
  partition: number;
  /** Of the lease that the node holds from now on; undefined where it holds none. */
  epoch: number | undefined;
  /** Next offset to fold, whoever folds it. */
  nextOffset: number;
  /** How many partitions are the node's share. */
  share: number;
};

/**
 * One round trip for all partitions: says that the node is alive, renews what it holds, gives back what it names and
 * takes free or expired leases up to its share. The clock is the database's; nodes are ranked by name, so that the shares
 * add up to all partitions. A lease that ran out but that nobody took is renewed under its old epoch.
 */
export async function renewLogLeases(db: Database, renewal: LeaseRenewal): Promise<LeaseRow[]> {
  const { logId, node, partitions, release } = renewal;
  const until = sql`now() + ${renewal.ttlMs}::int * interval '1 millisecond'`;
  const released = sql`(select value::smallint from json_array_elements_text(${jsonRows(release)}))`;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with alive as (
      insert into log_nodes (log_id, node, expires_at) values (${logId}, ${node}, ${until})
      on conflict (log_id, node) do update set expires_at = excluded.expires_at returning node),
    dead as (
      delete from log_nodes where log_id = ${logId} and node <> ${node} and expires_at <= now()),
    nodes as (
      select node from alive union
      select node from log_nodes where log_id = ${logId} and expires_at > now()),
    shares as (
      select ${partitions}::int / count(*) + case when count(*) filter (where node < ${node})
        < ${partitions}::int % count(*) then 1 else 0 end as share from nodes),
    released as (
      update log_leases set holder = null, expires_at = now()
      where log_id = ${logId} and holder = ${node} and partition in ${released}),
    renewed as (
      update log_leases set expires_at = ${until}
      where log_id = ${logId} and holder = ${node} and partition not in ${released} returning partition, epoch),
    taken as (
      update log_leases set holder = ${node}, epoch = epoch + 1, expires_at = ${until}
      where log_id = ${logId} and partition in (
        select partition from log_leases
        where log_id = ${logId} and holder is distinct from ${node} and (holder is null or expires_at <= now())
        order by partition limit (select greatest(0, share - (select count(*) from renewed)) from shares)
        for update skip locked)
      returning partition, epoch),
    held as (select * from renewed union all select * from taken)
    select p.partition, held.epoch, coalesce(o.next_offset, 0) as next_offset, shares.share
    from generate_series(0, ${partitions}::int - 1) as p(partition) cross join shares
    left join held on held.partition = p.partition
    left join log_offsets o on o.log_id = ${logId} and o.partition = p.partition`);
  return rows.map((row) => ({
    partition: toNumber(row.partition),
    epoch: row.epoch === null ? undefined : toNumber(row.epoch),
    nextOffset: toNumber(row.next_offset),
    share: toNumber(row.share),
  }));
}

/** Gives back everything that a node holds, and takes it off the list of those who share. */
export async function releaseLogLeases(db: Database, logId: string, node: string): Promise<void> {
  await db.execute(sql`
    with gone as (delete from log_nodes where log_id = ${logId} and node = ${node})
    update log_leases set holder = null, expires_at = now() where log_id = ${logId} and holder = ${node}`);
}
