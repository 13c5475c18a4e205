import type { JobState } from "@rapport/contracts/jobs";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { toIso, toNumber } from "./raw.ts";

export type NewJobRow = {
  projectId: string;
  id: string;
  /** Of its row in the queue. */
  queueId: string;
  name: string;
  key: string | undefined;
  /** JSON text. */
  input: string;
  requestedBy: string;
  runAt: Date;
  maxAttempts: number;
};

/** What names a job. */
export type JobPlace = { projectId: string; id: string };
type JobKey = { projectId: string; name: string; key: string };

export type JobRow = {
  projectId: string;
  id: string;
  queueId: string;
  name: string;
  state: JobState;
  key: string | null;
  input: unknown;
  checkpoint: unknown;
  done: number | null;
  total: number | null;
  note: string | null;
  attempts: number;
  maxAttempts: number;
  error: string | null;
  result: unknown;
  requestedBy: string;
  createdAt: string;
  runAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};

/** Writes a job; false when the key names one that is there already. */
export async function insertJob(tx: Database, row: NewJobRow): Promise<boolean> {
  const { projectId, id, queueId, name, key, input, requestedBy, runAt, maxAttempts } = row;
  const rows = await tx.execute(sql`
    insert into jobs (project_id, id, queue_id, name, key, input, requested_by, run_at, max_attempts)
    values (${projectId}, ${id}, ${queueId}, ${name}, ${key ?? null}, ${input}::jsonb, ${requestedBy},
      ${runAt.toISOString()}, ${maxAttempts})
    on conflict do nothing returning id`);
  return rows.length > 0;
}

/** Takes a key from the job that has it, if that has ended: the next request with the key is a job of its own. */
export async function freeEndedKey(tx: Database, { projectId, name, key }: JobKey): Promise<void> {
  await tx.execute(sql`
    update jobs set key = null
    where project_id = ${projectId} and name = ${name} and key = ${key} and outcome is not null`);
}

export async function findJobIdByKey(tx: Database, { projectId, name, key }: JobKey): Promise<string | undefined> {
  const rows = await tx.execute<{ id: string }>(
    sql`select id from jobs where project_id = ${projectId} and name = ${name} and key = ${key}`,
  );
  return rows[0]?.id;
}

export type JobListParams = {
  projectId: string;
  limit: number;
  name?: string | undefined;
  state?: JobState | undefined;
  /** The newest first, from here. */
  beforeId?: string | undefined;
};

/** What a job is doing, as the queue has it; how it ended, once it has. */
const STATE: SQL = sql`case when j.outcome is not null then j.outcome
  when q.state = 'active' then 'running' when q.state = 'retry' then 'retrying' when q.state = 'created' then 'waiting'
  else 'failed' end`;

const SELECT: SQL = sql`select j.*, j.input::text as input, j.checkpoint::text as checkpoint,
  j.result::text as result, ${STATE} as state, coalesce(q.start_after, j.run_at) as next_run_at
  from jobs j left join pgboss.job q on q.name = j.name and q.id = j.queue_id`;

/** Jobs of a project, the newest first. */
export async function listJobRows(db: Database, params: JobListParams): Promise<JobRow[]> {
  const { projectId, limit, name, state, beforeId } = params;
  const rows = await db.execute<Record<string, unknown>>(sql`
    ${SELECT} where j.project_id = ${projectId}
    ${name === undefined ? sql`` : sql`and j.name = ${name}`}
    ${state === undefined ? sql`` : sql`and ${STATE} = ${state}`}
    ${beforeId === undefined ? sql`` : sql`and j.id < ${beforeId}`}
    order by j.id desc limit ${limit}`);
  return rows.map(toJobRow);
}

export async function getJobRow(db: Database, { projectId, id }: JobPlace): Promise<JobRow | undefined> {
  const rows = await db.execute<Record<string, unknown>>(
    sql`${SELECT} where j.project_id = ${projectId} and j.id = ${id}`,
  );
  return rows.map(toJobRow)[0];
}

/** Removes jobs that ended before a time; answers how many. */
export async function deleteEndedJobs(db: Database, projectId: string, before: Date): Promise<number> {
  const rows = await db.execute(sql`
    delete from jobs where project_id = ${projectId} and finished_at < ${before.toISOString()} returning id`);
  return rows.length;
}

function toJobRow(row: Record<string, unknown>): JobRow {
  return {
    projectId: String(row.project_id),
    id: String(row.id),
    queueId: String(row.queue_id),
    name: String(row.name),
    state: row.state as JobState, // as: STATE gives no other words
    key: textOrNull(row.key),
    input: readJson(row.input),
    checkpoint: readJson(row.checkpoint),
    done: numberOrNull(row.done),
    total: numberOrNull(row.total),
    note: textOrNull(row.note),
    attempts: toNumber(row.attempts),
    maxAttempts: toNumber(row.max_attempts),
    error: textOrNull(row.error),
    result: readJson(row.result),
    requestedBy: String(row.requested_by),
    createdAt: toIso(row.created_at),
    runAt: toIso(row.next_run_at),
    startedAt: row.started_at === null ? null : toIso(row.started_at),
    finishedAt: row.finished_at === null ? null : toIso(row.finished_at),
  };
}

/** Asked for as text: parsed by an engine, a JSON text that is a string cannot be told from one that is not parsed yet. */
export function readJson(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : null;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : toNumber(value);
}
