import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { TENANT_ROLE } from "../client/tenant-role.ts";
import { jsonRows, toNumber } from "./raw.ts";

/** Any constant works, so long as every Rapport process uses the same and no other lock does. */
const SCHEMA_LOCK = 7_210_937;

/**
 * Makes the queue's schema where there is none. The library does so outside of its own lock, and of two servers that start at
 * once on a new database one would end: `if not exists` does not see what another transaction is about to commit. Nor does it
 * see what was committed while we waited for the lock, where the connection has looked in vain before (Postgres keeps misses
 * until a table is locked or a transaction begins); a query of the catalogue does.
 */
export async function makeQueueSchema(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`);
  const [found] = await tx.execute(sql`select 1 from pg_namespace where nspname = 'pgboss'`);
  if (!found) await tx.execute(sql`create schema pgboss`);
}

/**
 * Lets statements of a project ask for jobs in their own transactions, where there is a role for them. The queue's rows say which
 * job is due and when; what it is for stands in `jobs`, under the policies.
 */
export async function openQueueToTenants(tx: Database): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`);
  await tx.execute(
    sql.raw(`do $$ begin
    if not exists (select from pg_roles where rolname = '${TENANT_ROLE}') then return; end if;
    if has_table_privilege('${TENANT_ROLE}', 'pgboss.job', 'insert') then return; end if;
    grant usage on schema pgboss to ${TENANT_ROLE};
    grant select, insert, update, delete on all tables in schema pgboss to ${TENANT_ROLE};
    alter default privileges in schema pgboss grant select, insert, update, delete on tables to ${TENANT_ROLE};
  end $$`),
  );
}

/** When the next job of a name may begin, in ms from now; 0 = at once. */
export type DueJobs = { name: string; inMs: number };

/** Which of these names have jobs that wait, and for how long. One statement for all: it is asked every few seconds. */
export async function readDueJobs(db: Database, names: readonly string[]): Promise<DueJobs[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select q.name, extract(epoch from min(q.start_after) - now()) * 1000 as in_ms
    from pgboss.job q
    where q.state < 'active' and q.name in (select json_array_elements_text(${jsonRows(names)}))
    group by q.name`);
  return rows.map((row) => ({ name: String(row.name), inMs: Math.max(0, toNumber(row.in_ms)) }));
}

/** A claim on a job in the queue, as the library counts attempts. */
export type QueueClaim = { name: string; id: string; retryCount: number };

/**
 * Gives a job back as if it had not been taken up: the attempt does not count, because the worker ends and not the job. False
 * when somebody else has it by now.
 */
export async function returnQueuedJob(db: Database, { name, id, retryCount }: QueueClaim): Promise<boolean> {
  const rows = await db.execute(sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null
    where name = ${name} and id = ${id}::uuid and state = 'active' and retry_count = ${retryCount} returning id`);
  return rows.length > 0;
}

/** Jobs that are held; after a crash of the only process, by nobody. */
export async function listHeldJobs(db: Database): Promise<QueueClaim[]> {
  const rows = await db.execute<Record<string, unknown>>(
    sql`select name, id, retry_count from pgboss.job where state = 'active'`,
  );
  return rows.map((row) => ({ name: String(row.name), id: String(row.id), retryCount: toNumber(row.retry_count) }));
}

/** Ends jobs that the queue itself gave up: their last worker fell silent. Answers how many. */
export async function endGivenUpJobs(db: Database): Promise<number> {
  const rows = await db.execute(sql`
    update jobs j set outcome = 'failed', finished_at = now(), error = coalesce(q.output->>'message', j.error)
    from pgboss.job q
    where q.state = 'failed' and q.name = j.name and q.id = j.queue_id and j.outcome is null returning j.id`);
  return rows.length;
}

/** Wakes the workers of other servers, once the transaction is committed. */
export async function notifyWorkers(tx: Database, channel: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${channel}, '')`);
}
