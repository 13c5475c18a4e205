import type { AgentStop } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import { wakeRunRow } from "@rapport/store/queries/agent-runs";
import { ALL_PROJECTS, deleteStop, getStopRow, insertStop } from "@rapport/store/queries/agent-stops";
import type { Context, Services } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { agentRunAdvance } from "./agent-run-advance.ts";
import { enqueueAdvance } from "./enqueue-advance.ts";

/** Whether the project's agents are stopped, by whom and why. */
export async function readAgentStop({ store, projectId }: Context): Promise<AgentStop> {
  const row = await getStopRow(store.db, projectId);
  if (!row) return { stopped: false, scope: null, reason: null, stoppedBy: null, stoppedAt: null };
  const { reason, stoppedBy, stoppedAt } = row;
  const scope = row.projectId === ALL_PROJECTS ? "all" : "project";
  return { stopped: true, scope, reason, stoppedBy, stoppedAt: stoppedAt.toISOString() };
}

/** Stops all that the project's agents do. Their runs keep what they have and go on when they are released. */
export async function stopAgents(ctx: Context, reason: string): Promise<AgentStop> {
  const stop = { projectId: ctx.projectId, reason, stoppedBy: nameActor(ctx.actor) };
  await ctx.store.withTransaction((tx) => insertStop(tx, stop));
  return readAgentStop(ctx);
}

/** Lets the project's agents go on; the answer says when the operator's stop of all projects still holds them. */
export async function releaseAgents(ctx: Context): Promise<AgentStop> {
  await release(ctx, ctx.projectId);
  return readAgentStop(ctx);
}

/** Stops the agents of every project; for who runs the server. */
export async function stopAllAgents({ store }: Pick<Services, "store">, reason: string): Promise<void> {
  const stop = { projectId: ALL_PROJECTS, reason, stoppedBy: "operator" };
  await store.withTransaction((tx) => insertStop(tx, stop));
}

/** Lets the agents of every project go on that has not stopped its own. */
export function releaseAllAgents(services: Pick<Services, "store" | "jobs">): Promise<void> {
  return release({ ...services, actor: { kind: "system" } }, ALL_PROJECTS);
}

/**
 * To be asked in the transaction of whatever leaves the house: a stop that was given before it commits holds it up.
 * @throws RapportError conflict when the project's agents are stopped
 */
export async function requireAgentsReleased(tx: Database, projectId: string): Promise<void> {
  const row = await getStopRow(tx, projectId);
  if (row) throw new RapportError("conflict", `Agents are stopped: ${row.reason}`);
}

async function release(ctx: Pick<Context, "store" | "jobs" | "actor">, projectId: string): Promise<void> {
  await ctx.jobs.prepare([agentRunAdvance]);
  await ctx.store.withTransaction(async (tx) => {
    for (const run of await deleteStop(tx, projectId)) {
      if (await wakeRunRow(tx, run)) await enqueueAdvance({ ...ctx, projectId: run.projectId }, tx, run.id);
    }
  });
  ctx.jobs.onWork();
}
