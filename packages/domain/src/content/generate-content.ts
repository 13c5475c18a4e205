import { setTimeout as sleep } from "node:timers/promises";
import type { AgentRun } from "@rapport/contracts/agents";
import type { ContentBrief, ContentPiece } from "@rapport/contracts/content";
import { listContentRows } from "@rapport/store/queries/content";
import { getRun } from "../agents/get-run.ts";
import { startRun } from "../agents/start-run.ts";
import type { Context } from "../context.ts";
import { collectFacts } from "./collect-facts.ts";
import { getContent } from "./content.ts";

/** Graph that writes content. */
export const CONTENT_GRAPH = "content-creator";
const LOOK_MS = 25;

/**
 * Has texts written by a run of the content creator, and waits some time for them. When they take longer, the answer has the
 * run alone; the pieces are there once it is completed.
 * @throws RapportError invalid_body when there is nothing to write from
 */
export async function generateContent(
  ctx: Context,
  brief: ContentBrief,
  waitMs: number,
): Promise<{ runId: string; state: AgentRun["state"]; error: string | null; data: ContentPiece[] }> {
  // Found out before there is a run: whoever asks is told at once.
  await collectFacts(ctx, brief);
  let run = await startRun(ctx, { graph: CONTENT_GRAPH, input: brief });
  const until = performance.now() + waitMs;
  while ((run.state === "queued" || run.state === "running") && performance.now() < until) {
    await sleep(LOOK_MS);
    run = await getRun(ctx, run.id);
  }
  const rows = await listContentRows(ctx.store.db, { projectId: ctx.projectId, runId: run.id, limit: 100 });
  const data = await Promise.all(rows.map(({ id }) => getContent(ctx, id)));
  return { runId: run.id, state: run.state, error: run.error, data };
}
