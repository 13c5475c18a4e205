import { resumeRun } from "@rapport/domain/agents/change-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { tendRuns } from "@rapport/domain/agents/tend-runs";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { platformActionsSend } from "@rapport/domain/campaigns/platform-actions-send";
import type { Context, Services } from "@rapport/domain/context";
import { createRandom } from "@rapport/engine/random";
import type { Store } from "@rapport/store/database";
import { z } from "zod";
import { drawBytes } from "../../simulator/draws.ts";
import { readRows } from "../../store/open-test-store.ts";
import { recordShopTraffic } from "../shop-traffic.ts";

const PEOPLE = 210;

const MEMBER = { kind: "member", memberId: "mem_1" } as const;

/** A campaign from traffic to its end, and what people did for it. */
export type Flow = { ctx: Context; start: FlowStart; runId: string; approvalId: string | undefined; isDone: boolean };
/** What a flow hangs on: two of the same have the same people, traffic, market and run. Not on the clock, within a UTC day. */
export type FlowStart = { number: number; atMs: number };

/** Records a shop's traffic in a project of its own, and begins a campaign for it. */
export async function openFlow(services: Services, start: FlowStart): Promise<Flow> {
  const ctx: Context = { ...services, projectId: `prj_fault_${start.number}`, actor: MEMBER };
  const random = createRandom(start.number);
  const still = { now: () => start.atMs, randomBytes: (size: number) => drawBytes(random, size) };
  await setSandboxClock(ctx, start.atMs);
  await recordShopTraffic({ ...ctx, ...still }, { people: PEOPLE, nowMs: start.atMs });
  const input = { siteUrl: "https://shop.example", days: 6 };
  const { id } = await startRun({ ...ctx, ...still }, { graph: "coordinator", input });
  return { ctx, start, runId: id, approvalId: undefined, isDone: false };
}

/** Simulated time begins with the first call of an account, in its hour. */
async function setSandboxClock(ctx: Context, atMs: number): Promise<void> {
  await ctx.adPlatforms.sandbox(ctx.projectId).advance(0);
  const hour = Math.floor(atMs / 3_600_000);
  await readRows(
    ctx.store,
    `update sandbox_accounts set state = jsonb_set(state, '{hour}', '${hour}') where project_id = '${ctx.projectId}'`,
  );
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
