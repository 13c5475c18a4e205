import type { SQL } from "drizzle-orm";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { agentSteps } from "../schema/agents.ts";

export type StepRow = typeof agentSteps.$inferSelect;
/** What is known of a step so far; times in ms since the epoch. */
export type StepNote = Omit<StepRow, "projectId" | "runId" | "startedAt" | "seq"> & { startedAtMs: number };

/** Writes steps, or more of those that are there. One that was begun again keeps its first time and counts its attempts. */
export async function upsertSteps(
  db: Database,
  { projectId, runId }: { projectId: string; runId: string },
  notes: readonly StepNote[],
): Promise<void> {
  const rows = notes.map(({ startedAtMs, ...note }) => ({
    ...note,
    projectId,
    runId,
    startedAt: new Date(startedAtMs),
  }));
  await db
    .insert(agentSteps)
    .values(rows)
    .onConflictDoUpdate({
      target: [agentSteps.projectId, agentSteps.runId, agentSteps.id],
      set: {
        state: sql`excluded.state`,
        // A step that goes on behind a pause is begun anew only for the library.
        attempts: sql`${agentSteps.attempts} + case when ${agentSteps.state} = 'waiting' then 0 else excluded.attempts end`,
        outputDigest: sql`coalesce(excluded.output_digest, ${agentSteps.outputDigest})`,
        error: sql`excluded.error`,
        // Known at its end alone: a step that takes long has been written before.
        model: sql`coalesce(excluded.model, ${agentSteps.model})`,
        inputTokens: whenEnded("inputTokens"),
        outputTokens: whenEnded("outputTokens"),
        costMicros: whenEnded("costMicros"),
        cached: whenEnded("cached"),
        durationMs: sql`coalesce(excluded.duration_ms, ${agentSteps.durationMs})`,
      },
    });
}

/** What a model's answer cost, of the write that knows it. */
function whenEnded(name: "inputTokens" | "outputTokens" | "costMicros" | "cached"): SQL {
  const column = agentSteps[name];
  return sql`case when excluded.model is null then ${column} else excluded.${sql.identifier(toSnake(name))} end`;
}

function toSnake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Ends steps that nobody is at any more, because their process ended without a word; whoever does one again begins it anew. */
export async function failOpenSteps(
  db: Database,
  { projectId, runId }: { projectId: string; runId: string },
  error: string,
): Promise<void> {
  await db
    .update(agentSteps)
    .set({ state: "failed", error })
    .where(and(eq(agentSteps.projectId, projectId), eq(agentSteps.runId, runId), eq(agentSteps.state, "running")));
}

/** Steps of a run, as they began. */
export async function listStepRows(
  db: Database,
  { projectId, runId, limit }: { projectId: string; runId: string; limit: number },
): Promise<StepRow[]> {
  return db
    .select()
    .from(agentSteps)
    .where(and(eq(agentSteps.projectId, projectId), eq(agentSteps.runId, runId)))
    .orderBy(asc(agentSteps.seq))
    .limit(limit);
}
