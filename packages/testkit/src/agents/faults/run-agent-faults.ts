import { setTimeout as sleep } from "node:timers/promises";
import { resumeRun } from "@rapport/domain/agents/change-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { tendRuns } from "@rapport/domain/agents/tend-runs";
import { listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import type { Context } from "@rapport/domain/context";
import { createRandom } from "@rapport/engine/random";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { createFreshDatabase } from "../../server/fresh-database.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { readRows } from "../../store/open-test-store.ts";
import { recordShopTraffic } from "../shop-traffic.ts";
import type { FlowVerdict } from "./judge-flow.ts";
import { judgeFlow } from "./judge-flow.ts";
import { KillableWorker } from "./killable-worker.ts";

export type AgentFaultOptions = {
  databaseUrl: string;
  seed: number;
  /** Times that the worker is killed. */
  kills: number;
  /** Flows under way at once. */
  flows: number;
  onKill?: (kill: { number: number; cut: number; done: number }) => void;
};

export type AgentFaultReport = {
  kills: number;
  /** Runs that had been taken up and were neither at an end nor waiting when a worker was killed, over all kills. */
  cut: number;
  flows: number;
  approvals: number;
  verdicts: FlowVerdict[];
  seconds: number;
};

/** What passes between a worker's readiness and its end, ms. */
const LIFE_MS = { least: 200, most: 2_500 };
const LOOK_MS = 100;
const END_MS = 600_000;
const PEOPLE = 210;

type Flow = { ctx: Context; runId: string; approvalId: string | undefined };

/**
 * Runs campaigns of agents from traffic to their end while the worker is killed at random moments; people approve what is asked. Flows that
 * end make room for new ones until the last kill; then all are brought to their end and judged.
 */
export async function runAgentFaults(options: AgentFaultOptions): Promise<AgentFaultReport> {
  const began = performance.now();
  const database = await createFreshDatabase(options.databaseUrl);
  const store = await openStore({ databaseUrl: database.url, exclusive: false });
  const worker = new KillableWorker(database.url, options.seed);
  try {
    const { services, clock } = createTestServices(store, Date.now(), options.seed * 100_000);
    const ticking = setInterval(() => {
      clock.nowMs = Date.now();
    }, 5);
    const flows: Flow[] = [];
    const open = () => openFlow({ ...services, projectId: `prj_fault_${flows.length}`, actor: MEMBER });
    while (flows.length < options.flows) flows.push(await open());
    let cut = 0;
    const random = createRandom(options.seed);
    for (let number = 1; number <= options.kills; number++) {
      await worker.start();
      const until = performance.now() + LIFE_MS.least + random.next() * (LIFE_MS.most - LIFE_MS.least);
      while (performance.now() < until) {
        await passTime(store);
        const working = await attend(flows);
        if (working < options.flows) flows.push(await open());
        await sleep(Math.min(LOOK_MS, Math.max(0, until - performance.now())));
      }
      await worker.kill();
      const under = Number((await readRows(store, "select count(*) n from agent_runs where state = 'running'"))[0]?.n);
      cut += under;
      options.onKill?.({ number, cut: under, done: await countDone(flows) });
    }
    await worker.start();
    const end = performance.now() + END_MS;
    while ((await attend(flows)) > 0 && performance.now() < end) {
      await passTime(store);
      await sleep(LOOK_MS);
    }
    const verdicts = [];
    for (const flow of flows) verdicts.push(await judgeFlow(flow.ctx, flow.runId));
    clearInterval(ticking);
    const approvals = flows.filter(({ approvalId }) => approvalId !== undefined).length;
    const seconds = (performance.now() - began) / 1_000;
    return { kills: options.kills, cut, flows: flows.length, approvals, verdicts, seconds };
  } finally {
    await worker.kill();
    await store.close();
    await database.drop();
  }
}

const MEMBER = { kind: "member", memberId: "mem_1" } as const;

async function openFlow(ctx: Context): Promise<Flow> {
  await recordShopTraffic(ctx, { people: PEOPLE, nowMs: ctx.now() });
  const input = { siteUrl: "https://shop.example", days: 6 };
  const { id } = await startRun(ctx, { graph: "coordinator", input });
  return { ctx, runId: id, approvalId: undefined };
}

/** Does what people do: approves once, and lets runs go on whose workers ended too often. Answers how many flows have not ended. */
async function attend(flows: Flow[]): Promise<number> {
  let working = 0;
  for (const flow of flows) {
    const { ctx, runId } = flow;
    const states = await readRows(ctx.store, `select state from agent_runs where id = '${runId}'`);
    if (states[0]?.state === "completed") continue;
    working += 1;
    const [asked] = (await listApprovals(ctx, { limit: 1, state: "pending" })).data;
    if (asked) {
      await decideApproval(ctx, asked.id, { action: "approve" });
      flow.approvalId = asked.id;
    }
    await tendRuns(ctx);
    const failed = await readRows(
      ctx.store,
      `select 1 from agent_runs where state = 'failed' and '${runId}' in (id, parent_run_id)`,
    );
    if (failed.length > 0) await resumeRun(ctx, runId);
  }
  return working;
}

/** The two minutes that an act is held by a worker (three seconds here: by then it is dead), and the pauses before a job is tried again, pass at once. */
async function passTime(store: Store): Promise<void> {
  await store.runScript(`
    update platform_actions set claimed_until = now()
      where claimed_until > now() and claimed_until < now() + interval '117 seconds';
    update pgboss.job set start_after = now() where state in ('created', 'retry') and start_after > now()`);
}

async function countDone(flows: readonly Flow[]): Promise<number> {
  const [first] = flows;
  if (!first) return 0;
  const statement = "select count(*) n from agent_runs where graph = 'coordinator' and state = 'completed'";
  return Number((await readRows(first.ctx.store, statement))[0]?.n);
}
