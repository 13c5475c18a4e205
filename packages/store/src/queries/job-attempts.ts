import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { JobPlace } from "./jobs.ts";
import { readJson } from "./jobs.ts";
import { toNumber } from "./raw.ts";

/** One taking up of a job; what it writes is refused once there is a later one, or an end. */
export type JobAttempt = JobPlace & { attempt: number };

export type StartedJob = { attempt: number; input: unknown; checkpoint: unknown };

/** Counts one more attempt; undefined when the job is gone. */
export async function startJobAttempt(tx: Database, { projectId, id }: JobPlace): Promise<StartedJob | undefined> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    update jobs set attempts = attempts + 1, started_at = now()
    where project_id = ${projectId} and id = ${id} and outcome is null
    returning attempts, input::text as input, checkpoint::text as checkpoint`);
  const [row] = rows;
  return row && { attempt: toNumber(row.attempts), input: readJson(row.input), checkpoint: readJson(row.checkpoint) };
}

export type JobNote = { done?: number; total?: number | null; note?: string; checkpoint?: string };

/** Writes what an attempt says of itself, what is not said stays; false when the job is no longer its own. */
export async function noteJob(db: Database, mine: JobAttempt, said: JobNote): Promise<boolean> {
  const rows = await db.execute(sql`
    update jobs set done = coalesce(${said.done ?? null}::bigint, done),
      total = ${said.total === undefined ? sql`total` : sql`${said.total}::bigint`},
      note = coalesce(${said.note ?? null}, note),
      checkpoint = coalesce(${said.checkpoint ?? null}::jsonb, checkpoint)
    where project_id = ${mine.projectId} and id = ${mine.id} and attempts = ${mine.attempt} and outcome is null
    returning id`);
  return rows.length > 0;
}

export type JobEnd = { outcome: "completed" | "failed" | "cancelled"; error?: string; result?: string };

/** Writes how a job ended; false when it had ended before. */
export async function endJob(tx: Database, { projectId, id }: JobPlace, end: JobEnd): Promise<boolean> {
  const rows = await tx.execute(sql`
    update jobs set outcome = ${end.outcome}, error = coalesce(${end.error ?? null}, error),
      result = ${end.result ?? null}::jsonb, finished_at = now()
    where project_id = ${projectId} and id = ${id} and outcome is null returning id`);
  return rows.length > 0;
}

/** Writes why an attempt failed that is not the last one. */
export async function setJobError(tx: Database, { projectId, id }: JobPlace, error: string): Promise<void> {
  await tx.execute(sql`update jobs set error = ${error} where project_id = ${projectId} and id = ${id}`);
}

/** Makes an ended job one that waits again. Its checkpoint stays: it goes on where it was. */
export async function reopenJob(tx: Database, { projectId, id }: JobPlace): Promise<boolean> {
  const rows = await tx.execute(sql`
    update jobs set outcome = null, finished_at = null, run_at = now()
    where project_id = ${projectId} and id = ${id} and outcome in ('failed', 'cancelled') returning id`);
  return rows.length > 0;
}

/** Removes a job, which nobody will ask for. */
export async function deleteJob(tx: Database, { projectId, id }: JobPlace): Promise<void> {
  await tx.execute(sql`delete from jobs where project_id = ${projectId} and id = ${id}`);
}
