import type { Database } from "@rapport/store/database";
import { setRunJob } from "@rapport/store/queries/agent-runs";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";

/**
 * Asks for a job that advances a run, in the transaction that made this necessary.
 * @param runAt earliest begin, ms; at once when absent
 */
export async function enqueueAdvance(
  { jobs, projectId, actor }: Pick<Context, "jobs" | "projectId" | "actor">,
  tx: Database,
  runId: string,
  runAt?: number,
): Promise<void> {
  const begin = runAt === undefined ? {} : { runAt };
  const request = { projectId, input: { runId }, requestedBy: nameActor(actor), tx, ...begin };
  const { jobId } = await jobs.enqueue(agentRunAdvance, request);
  await setRunJob(tx, { projectId, id: runId }, jobId);
}
