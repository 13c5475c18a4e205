import type { AgentRun, RunState } from "@rapport/contracts/agents";
import { listRunRows, sumRunUsage } from "@rapport/store/queries/agent-runs";
import type { Context } from "../context.ts";
import { toRun } from "./to-run.ts";

export type ListRunsInput = {
  limit: number;
  cursor?: string | undefined;
  state?: RunState | undefined;
  graph?: string | undefined;
};

/** Runs of the project, the newest first. */
export async function listRuns(
  ctx: Context,
  { limit, cursor, state, graph }: ListRunsInput,
): Promise<{ data: AgentRun[]; nextCursor: string | null }> {
  const { projectId, store } = ctx;
  const rows = await listRunRows(store.db, { projectId, limit, beforeId: cursor, state, graph });
  const ids = rows.map(({ id }) => id);
  const usage = await sumRunUsage(store.db, projectId, ids);
  const last = rows.at(-1);
  return {
    data: rows.map((row) => toRun(ctx, row, usage.get(row.id))),
    nextCursor: last && rows.length === limit ? last.id : null,
  };
}
