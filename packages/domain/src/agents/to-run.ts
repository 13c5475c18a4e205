import type { AgentRun } from "@rapport/contracts/agents";
import type { RunRow, RunUsage } from "@rapport/store/queries/agent-runs";
import type { Context } from "../context.ts";

const NOTHING: RunUsage = { inputTokens: 0, outputTokens: 0, costMicros: 0 };

export function toRun({ graphs }: Context, row: RunRow, usage: RunUsage = NOTHING): AgentRun {
  const { id, graph, state, parentRunId, requestedBy, error, createdAt, startedAt, finishedAt } = row;
  return {
    id,
    graph,
    // A graph that a newer or older version of the product had keeps its name for a title.
    title: graphs[graph]?.title ?? graph,
    state,
    parentRunId,
    requestedBy,
    error,
    ...usage,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
