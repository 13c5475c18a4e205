import { resumeRun } from "@rapport/domain/agents/change-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { tendRuns } from "@rapport/domain/agents/tend-runs";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { platformActionsSend } from "@rapport/domain/campaigns/platform-actions-send";
import type { Context } from "@rapport/domain/context";
import type { Store } from "@rapport/store/database";
import { z } from "zod";
import { readRows } from "../../store/open-test-store.ts";
import { recordShopTraffic } from "../shop-traffic.ts";

const PEOPLE = 210;

/** A campaign from traffic to its end, and what people did for it. */
export type Flow = { ctx: Context; runId: string; approvalId: string | undefined; isDone: boolean };

/** Records a shop's traffic in a project of its own, and begins a campaign for it. */
export async function openFlow(ctx: Context): Promise<Flow> {
  await recordShopTraffic(ctx, { people: PEOPLE, nowMs: ctx.now() });
  const input = { siteUrl: "https://shop.example", days: 6 };
  const { id } = await startRun(ctx, { graph: "coordinator", input });
  return { ctx, runId: id, approvalId: undefined, isDone: false };
}

const stateSchema = z.object({
  id: z.string(),
  state: z.string(),
  asked: z.string().nullable(),
  has_failed: z.boolean(),
});

/** Does what people do: approves once, and lets runs go on whose workers ended too often. Answers how many flows have not ended. */
export async function attendFlows(store: Store, flows: readonly Flow[]): Promise<number> {
  const rows = await readRows(
    store,
    `select r.id, r.state,
       (select min(a.id) from approvals a where a.project_id = r.project_id and a.state = 'pending') asked,
       exists (select 1 from agent_runs f where f.project_id = r.project_id and f.state = 'failed') has_failed
     from agent_runs r where r.graph = 'coordinator' and r.project_id like 'prj_fault_%'`,
  );
  const states = new Map(
    stateSchema
      .array()
      .parse(rows)
      .map((row) => [row.id, row]),
  );
  const open = flows.filter(({ isDone }) => !isDone);
  for (const flow of open) {
    const at = states.get(flow.runId);
    flow.isDone = at?.state === "completed";
    if (!at || flow.isDone) continue;
    if (at.asked !== null) {
      await decideApproval(flow.ctx, at.asked, { action: "approve" });
      flow.approvalId = at.asked;
    }
    if (at.has_failed) await resumeRun(flow.ctx, flow.runId);
  }
  return open.filter(({ isDone }) => !isDone).length;
}

/** What a server does every minute: looks after runs and acts whose job was given up. */
export async function tendFlows(flows: readonly Flow[]): Promise<void> {
  for (const { ctx, isDone } of flows) {
    if (!isDone) await tendRuns(ctx);
    await ctx.jobs.enqueue(platformActionsSend, {
      projectId: ctx.projectId,
      input: {},
      key: "tended",
      keyHolds: "open",
    });
  }
}
