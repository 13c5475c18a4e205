import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";

/**
 * A moment in the order of storing. Sequence numbers are given out before the commit, so of two transactions at once the
 * one with the smaller numbers may commit later. Once none of `writers` runs any more, every number up to `seq` is decided:
 * its event is stored and visible, or never will be.
 */
export type SeqMark = { seq: number; writers: ReadonlySet<string> };

/**
 * Takes a mark. The number is read first: a transaction that was given one up to it is then among the writers, or over.
 * Writers are those that hold the lock which every insert into `events` takes before its first number, and keeps.
 */
export async function readSeqMark(db: Database): Promise<SeqMark> {
  const [last] = await db.execute<{ seq: unknown }>(sql`
    select coalesce(pg_sequence_last_value(pg_get_serial_sequence('events', 'seq')::regclass), 0) as seq`);
  const writers = await db.execute<{ writer: string }>(sql`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and relation = 'events'::regclass
      and database = (select oid from pg_database where datname = current_database())`);
  return { seq: toNumber(last?.seq), writers: new Set(writers.map(({ writer }) => writer)) };
}

/** Which of these projects have events after `afterSeq` other than the ones in `skip`. */
export async function findProjectsAhead(
  db: Database,
  params: { projectIds: readonly string[]; afterSeq: number; skip: readonly number[] },
): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select p.id from json_array_elements_text(${jsonRows(params.projectIds)}) as p(id)
    where exists (select from events e where e.project_id = p.id and e.seq > ${params.afterSeq}::bigint
      and e.seq not in (select value::bigint from json_array_elements_text(${jsonRows(params.skip)})))`);
  return rows.map(({ id }) => id);
}
