import type { AgentRun, AgentRunDetail } from "@rapport/contracts/agents";
import { RUN_LIMITS } from "@rapport/contracts/agents";
import { RapportError } from "@rapport/contracts/errors";
import { listCheckpointRows } from "@rapport/store/queries/agent-checkpoints";
import type { RunRow } from "@rapport/store/queries/agent-runs";
import { getRunRow, listPartRows, sumRunUsage } from "@rapport/store/queries/agent-runs";
import type { StepRow } from "@rapport/store/queries/agent-steps";
import { listStepRows } from "@rapport/store/queries/agent-steps";
import { listRunApprovals } from "@rapport/store/queries/approvals";
import { toApproval } from "../approvals/to-approval.ts";
import type { Context } from "../context.ts";
import { readCheckpointHead } from "./read-checkpoint-head.ts";
import { toRun } from "./to-run.ts";

/** One run. @throws RapportError not_found */
export async function getRun(ctx: Context, id: string): Promise<AgentRun> {
  const row = await requireRun(ctx, id);
  return toRun(ctx, row, (await sumRunUsage(ctx.store.db, ctx.projectId, [id])).get(id));
}

/** One run with its steps, checkpoints and approvals. @throws RapportError not_found */
export async function getRunDetail(ctx: Context, id: string): Promise<AgentRunDetail> {
  const { projectId, store } = ctx;
  const row = await requireRun(ctx, id);
  const [steps, checkpoints, asked, partRows] = await Promise.all([
    listStepRows(store.db, { projectId, runId: id, limit: RUN_LIMITS.keptSteps }),
    listCheckpointRows(store.db, { projectId, threadId: id, ns: "" }),
    listRunApprovals(store.db, { projectId, runId: id }),
    listPartRows(store.db, { projectId, id }),
  ]);
  const usage = await sumRunUsage(store.db, projectId, [id, ...partRows.map((part) => part.id)]);
  return {
    ...toRun(ctx, row, usage.get(id)),
    input: row.input,
    result: row.result,
    steps: steps.map(toStep),
    checkpoints: checkpoints.map(readCheckpointHead),
    approvals: asked.map(toApproval),
    parts: partRows.map((part) => toRun(ctx, part, usage.get(part.id))),
  };
}

/** @throws RapportError not_found */
export async function requireRun({ store, projectId }: Context, id: string): Promise<RunRow> {
  const row = await getRunRow(store.db, { projectId, id });
  if (row) return row;
  throw new RapportError("not_found", `There is no run “${id}” in this project; GET /api/v1/agents/runs lists them`);
}

function toStep({
  projectId: _project,
  runId: _run,
  seq: _seq,
  startedAt,
  ...step
}: StepRow): AgentRunDetail["steps"][number] {
  return { ...step, startedAt: startedAt.toISOString() };
}
