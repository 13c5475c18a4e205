import type { RunState } from "@rapport/contracts/agents";
import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, notInArray, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { agentRuns, agentSteps } from "../schema/agents.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type RunRow = typeof agentRuns.$inferSelect;
export type RunPlace = { projectId: string; id: string };
/** An execution: a run, and the taking up of it. */
export type RunClaim = RunPlace & { epoch: number };
/** What a run used, over all its steps. */
export type RunUsage = { inputTokens: number; outputTokens: number; costMicros: number };

const ENDS: RunState[] = ["completed", "failed", "cancelled"];
const at = ({ projectId, id }: RunPlace) => and(eq(agentRuns.projectId, projectId), eq(agentRuns.id, id));

type NewRun = Pick<RunRow, "projectId" | "id" | "graph" | "input" | "key" | "requestedBy" | "parentRunId">;

/** Writes a run; false when its key names one that is there. */
export async function insertRun(tx: Database, row: NewRun): Promise<boolean> {
  const rows = await tx.insert(agentRuns).values(row).onConflictDoNothing().returning({ id: agentRuns.id });
  return rows.length > 0;
}

export async function findRunIdByKey(
  db: Database,
  { projectId, graph, key }: { projectId: string; graph: string; key: string },
): Promise<string | undefined> {
  const same = and(eq(agentRuns.projectId, projectId), eq(agentRuns.graph, graph), eq(agentRuns.key, key));
  const [row] = await db.select({ id: agentRuns.id }).from(agentRuns).where(same);
  return row?.id;
}

export async function getRunRow(db: Database, place: RunPlace): Promise<RunRow | undefined> {
  const [row] = await db.select().from(agentRuns).where(at(place));
  return row;
}

/** The last completed run of a graph whose input has these values. */
export async function findLastRunAbout(
  db: Database,
  { projectId, graph, input }: { projectId: string; graph: string; input: object },
): Promise<RunRow | undefined> {
  const [row] = await db
    .select()
    .from(agentRuns)
    .where(
      and(
        eq(agentRuns.projectId, projectId),
        eq(agentRuns.state, "completed"),
        eq(agentRuns.graph, graph),
        sql`${agentRuns.input} @> ${JSON.stringify(input)}::jsonb`,
      ),
    )
    .orderBy(desc(agentRuns.id))
    .limit(1);
  return row;
}

/** Of parts of runs, those that have not ended and that no job of their own advances. */
export async function listAdoptedRunIds(db: Database, projectId: string, ids: readonly string[]): Promise<string[]> {
  const isAdopted = and(isNull(agentRuns.jobId), inArray(agentRuns.state, ["queued", "running"]));
  const rows = await db
    .select({ id: agentRuns.id })
    .from(agentRuns)
    .where(and(eq(agentRuns.projectId, projectId), inArray(agentRuns.id, [...ids]), isAdopted));
  return rows.map(({ id }) => id);
}

/** Runs that a run has begun as parts of itself, in order; forks of it, which have no key, are none. */
export async function listPartRows(db: Database, { projectId, id }: RunPlace): Promise<RunRow[]> {
  const isPart = and(eq(agentRuns.projectId, projectId), eq(agentRuns.parentRunId, id), isNotNull(agentRuns.key));
  return db.select().from(agentRuns).where(isPart).orderBy(asc(agentRuns.createdAt), asc(agentRuns.id));
}

export type RunListParams = {
  projectId: string;
  limit: number;
  state?: RunState | undefined;
  graph?: string | undefined;
  beforeId?: string | undefined;
};

/** Runs of a project, the newest first. */
export async function listRunRows(db: Database, params: RunListParams): Promise<RunRow[]> {
  const { projectId, limit, state, graph, beforeId } = params;
  const filter = and(
    eq(agentRuns.projectId, projectId),
    state === undefined ? undefined : eq(agentRuns.state, state),
    graph === undefined ? undefined : eq(agentRuns.graph, graph),
    beforeId === undefined ? undefined : lt(agentRuns.id, beforeId),
  );
  return db.select().from(agentRuns).where(filter).orderBy(desc(agentRuns.id)).limit(limit);
}

/** What runs used, by id; who used nothing is not there. */
export async function sumRunUsage(
  db: Database,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, RunUsage>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({
      runId: agentSteps.runId,
      inputTokens: sql`sum(${agentSteps.inputTokens})`,
      outputTokens: sql`sum(${agentSteps.outputTokens})`,
      costMicros: sql`sum(${agentSteps.costMicros})`,
    })
    .from(agentSteps)
    .where(and(eq(agentSteps.projectId, projectId), inArray(agentSteps.runId, [...ids])))
    .groupBy(agentSteps.runId);
  return new Map(
    rows.map(({ runId, inputTokens, outputTokens, costMicros }) => [
      runId,
      {
        inputTokens: toNumber(inputTokens),
        outputTokens: toNumber(outputTokens),
        costMicros: toNumber(costMicros),
      },
    ]),
  );
}

/**
 * Takes a run up: whoever had it is fenced from now on. Where agents are stopped it becomes `stopped`. Undefined when it has
 * ended or is not there.
 * @param jobId the run's own job that takes it up; a run can have two of them, and the one that has it is looked after
 */
export async function takeRunRow(db: Database, place: RunPlace, jobId?: string): Promise<RunRow | undefined> {
  const isStopped = sql`exists (select 1 from agent_stops s where s.project_id in (${place.projectId}, '*'))`;
  const [row] = await db
    .update(agentRuns)
    .set({
      epoch: sql`${agentRuns.epoch} + 1`,
      state: sql`case when ${isStopped} then 'stopped' else 'running' end`,
      startedAt: sql`coalesce(${agentRuns.startedAt}, now())`,
      ...(jobId === undefined ? {} : { jobId }),
    })
    .where(and(at(place), notInArray(agentRuns.state, ENDS)))
    .returning();
  return row;
}

export type RunSettlement = { state: RunState; result?: unknown; error?: string | null };

/** `woken`: something happened to the run that the execution has not seen. `overtaken`: it is no longer its own. */
export type SettleOutcome = "settled" | "woken" | "overtaken";

/** Writes where an execution has brought the run, if nothing came between. */
export async function settleRunRow(
  db: Database,
  { projectId, id, epoch, wakes }: RunPlace & { epoch: number; wakes: number },
  { state, result, error = null }: RunSettlement,
): Promise<SettleOutcome> {
  const finished = ENDS.includes(state) ? { finishedAt: sql`now()` } : {};
  const settled = await db
    .update(agentRuns)
    .set({ state, error, ...(result === undefined ? {} : { result }), ...finished })
    .where(and(at({ projectId, id }), eq(agentRuns.epoch, epoch), eq(agentRuns.wakes, wakes)))
    .returning({ id: agentRuns.id });
  if (settled.length > 0) return "settled";
  const [row] = await db.select({ epoch: agentRuns.epoch }).from(agentRuns).where(at({ projectId, id }));
  return row?.epoch === epoch ? "woken" : "overtaken";
}

/**
 * What an execution has not seen of its run, where it goes on with it at once: undefined when nothing happened, when agents are stopped, or when
 * the run is no longer its own.
 */
export async function readWakes(
  db: Database,
  { projectId, id, epoch, wakes }: RunPlace & { epoch: number; wakes: number },
): Promise<number | undefined> {
  const rows = await db.execute<{ wakes: unknown }>(sql`
    select wakes from agent_runs
    where project_id = ${projectId} and id = ${id} and epoch = ${epoch} and state = 'running' and wakes > ${wakes}
      and not exists (select 1 from agent_stops s where s.project_id in (${projectId}, '*'))`);
  return rows[0] && toNumber(rows[0].wakes);
}

/** Says that something happened to a run; answers whether a job is needed, which a queued or running one has already. */
export async function wakeRunRow(tx: Database, place: RunPlace, isRestart = false): Promise<boolean> {
  const more = { wakes: sql`${agentRuns.wakes} + 1` };
  const told = await tx
    .update(agentRuns)
    .set(more)
    .where(and(at(place), inArray(agentRuns.state, ["queued", "running"])))
    .returning({ id: agentRuns.id });
  if (told.length > 0) return false;
  const [before] = await tx.select({ state: agentRuns.state }).from(agentRuns).where(at(place)).for("update");
  if (!before || before.state === "cancelled" || before.state === "completed") return false;
  if (before.state === "failed" && !isRestart) return false;
  // It may have been taken up between the two statements.
  const needsJob = before.state !== "queued" && before.state !== "running";
  await tx
    .update(agentRuns)
    .set({ ...more, ...(needsJob ? { state: "queued", finishedAt: null, error: null } : {}) })
    .where(at(place));
  return needsJob;
}

/** Puts a run back to its start line, whatever it is doing: its executions are fenced. */
export async function restartRunRow(tx: Database, place: RunPlace): Promise<void> {
  const fenced = { epoch: sql`${agentRuns.epoch} + 1`, wakes: sql`${agentRuns.wakes} + 1` };
  await tx
    .update(agentRuns)
    .set({ ...fenced, state: "queued", finishedAt: null, error: null })
    .where(at(place));
}

export async function setRunJob(tx: Database, place: RunPlace, jobId: string): Promise<void> {
  await tx.update(agentRuns).set({ jobId }).where(at(place));
}

/** Ends a run that has not ended; false when it had. */
export async function cancelRunRow(tx: Database, place: RunPlace): Promise<boolean> {
  const rows = await tx
    .update(agentRuns)
    .set({ state: "cancelled", epoch: sql`${agentRuns.epoch} + 1`, finishedAt: sql`now()` })
    .where(and(at(place), notInArray(agentRuns.state, ENDS)))
    .returning({ id: agentRuns.id });
  return rows.length > 0;
}

/** A run whose job ended without a word, because its workers were killed time after time. */
export type AbandonedRun = Pick<RunRow, "id" | "parentRunId" | "error"> & { jobId: string; hasAdvanced: boolean };

/**
 * Runs that nobody will advance any more; `hasAdvanced`: the job that ended had finished steps of it, or of its parts. A job that is not there
 * any more ended well, and without the run: it gets another.
 */
export async function listAbandonedRuns(db: Database, projectId: string): Promise<AbandonedRun[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select r.id, r.parent_run_id, r.job_id, j.error, j.id is null or exists (
      select 1 from agent_steps s where s.project_id = r.project_id and s.state = 'completed' and s.started_at >= j.created_at
        and s.run_id in (select p.id from agent_runs p where p.project_id = r.project_id and (p.id = r.id or p.parent_run_id = r.id))
      ) as has_advanced
    from agent_runs r left join jobs j on j.project_id = r.project_id and j.id = r.job_id
    where r.project_id = ${projectId} and r.state in ('queued', 'running') and r.job_id is not null
      and (j.id is null or j.outcome is not null)`);
  return rows.map((row) => ({
    id: String(row.id),
    parentRunId: row.parent_run_id === null ? null : String(row.parent_run_id),
    jobId: String(row.job_id),
    error: row.error === null ? null : String(row.error),
    hasAdvanced: row.has_advanced === true,
  }));
}

/** Locks a run; false when another job has it by now, or it has ended. */
export async function lockAbandonedRun(tx: Database, place: RunPlace, jobId: string): Promise<boolean> {
  const isAbandoned = and(eq(agentRuns.jobId, jobId), inArray(agentRuns.state, ["queued", "running"]));
  const rows = await tx
    .select({ id: agentRuns.id })
    .from(agentRuns)
    .where(and(at(place), isAbandoned))
    .for("update");
  return rows.length > 0;
}

/** Ends a run that nobody can bring on. */
export async function failRunRow(tx: Database, place: RunPlace, error: string): Promise<void> {
  await tx.update(agentRuns).set({ state: "failed", finishedAt: sql`now()`, error }).where(at(place));
}

/** Of the executions that a process has under way, those that are no longer their run's. */
export async function listOvertakenRuns(db: Database, claims: readonly RunClaim[]): Promise<RunClaim[]> {
  const sent = claims.map(({ projectId, id, epoch }) => ({ project_id: projectId, id, epoch }));
  const rows = await db.execute<{ project_id: string; id: string; epoch: unknown }>(sql`
    select c.project_id, c.id, c.epoch
    from json_to_recordset(${jsonRows(sent)}) as c(project_id text, id text, epoch int)
    left join agent_runs r on r.project_id = c.project_id and r.id = c.id and r.epoch = c.epoch and r.state = 'running'
    where r.id is null`);
  return rows.map(({ project_id: projectId, id, epoch }) => ({ projectId, id, epoch: toNumber(epoch) }));
}
