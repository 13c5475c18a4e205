/**
 * What a run of the four agents costs beside what its nodes do: a coordinated campaign from traffic to its end with the built-in composer, as
 * rows, jobs and checkpoints of the embedded store, and beside it the same nodes called by the library alone, twice. Run with
 *   npm run bench:agents -- --runs 40 --seed 1
 */
import { EventEmitter, once } from "node:events";
import { parseArgs } from "node:util";
import { startRun } from "@rapport/domain/agents/start-run";
import type { Context } from "@rapport/domain/context";
import { SegmentKeeper } from "@rapport/domain/segments/segment-keeper";
import { openStore } from "@rapport/store/client";
import { getRunRow } from "@rapport/store/queries/agent-runs";
import { startAgents } from "../../agents/start-agents.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { percentile } from "../send-bodies.ts";
import { openShop } from "./open-shop.ts";
import { runBareFlow } from "./run-bare.ts";
import { timeInNodes } from "./time-in-nodes.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "40" },
    warm: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
  },
});
const [runs, warm, seed] = [Number(values.runs), Number(values.warm), Number(values.seed)];
const INPUT = { siteUrl: "https://shop.example", days: 6, approval: "policy" };

const [store, bareStore] = await Promise.all([openStore({}), openStore({})]);
const { services } = createTestServices(store, Date.now(), seed);
const { services: bare } = createTestServices(bareStore, Date.now(), seed);
const tells = new EventEmitter().setMaxListeners(0);
const agents = await startAgents(services, { onChange: (_, runId) => tells.emit(runId) });
const keeper = new SegmentKeeper({ services: bare, append: async () => undefined });
keeper.start();
/** Clock and processor; the latter is what a busy machine does not change. */
type Cost = { ms: number; cpuMs: number };
const flows: { whole: Cost; outside: Cost; floor: Cost; again: Cost }[] = [];
for (let at = -warm; at < runs; at++) {
  const bareCtx = await openShop(bare, `prj_bench_${at + warm}`);
  const ctx = await openShop(services, `prj_bench_${at + warm}`);
  const againCtx = await openShop(bare, `prj_again_${at + warm}`);
  const floor = await costOf(() => runBareFlow(bareCtx, INPUT));
  let runId = "";
  const whole = await costOf(async () => {
    runId = (await startRun(ctx, { graph: "coordinator", input: INPUT })).id;
    await untilEnded(ctx, runId);
  });
  const outside = { ms: whole.ms - (await timeInNodes(ctx, runId)), cpuMs: Number.NaN };
  const again = await costOf(() => runBareFlow(againCtx, INPUT));
  if (at >= 0) flows.push({ whole, outside, floor, again });
}
await agents.end();
await keeper.stop();
await Promise.all([services.jobs.close(), bare.jobs.close()]);
await Promise.all([store.close(), bareStore.close()]);

console.log(`${runs} runs, seed ${seed}, ms\n\n${"".padEnd(36)}p50     p95     worst   CPU p50 CPU p95`);
print("whole flow", ({ whole }) => whole);
// The runtime's own, whatever the minute: work of a flow and of its nodes are of the same run.
print("of it outside its nodes", ({ outside }) => outside);
print("the nodes alone, in memory", ({ floor }) => floor);
print("difference, pair by pair", ({ whole, floor }) => subtract(whole, floor));
// Nothing was added to it: what this differs is the machine's.
print("the nodes alone against themselves", ({ again, floor }) => subtract(again, floor));

/** Looks when the runtime tells of a change alone: the embedded store has one connection, and looking would be measured, too. */
async function untilEnded(ctx: Context, id: string): Promise<void> {
  for (;;) {
    const told = once(tells, id);
    const run = await getRunRow(ctx.store.db, { projectId: ctx.projectId, id });
    if (run?.state === "completed") return;
    if (run?.state === "failed") throw new Error(run.error ?? "The run failed");
    await told;
  }
}

function subtract(one: Cost, other: Cost): Cost {
  return { ms: one.ms - other.ms, cpuMs: one.cpuMs - other.cpuMs };
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - began, cpuMs: (user + system) / 1_000 };
}

function print(what: string, costOfFlow: (flow: (typeof flows)[number]) => Cost): void {
  const costs = flows.map(costOfFlow);
  const sorted = costs.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const cpu = costs.map(({ cpuMs }) => cpuMs).toSorted((a, b) => a - b);
  const figures = [percentile(sorted, 0.5), percentile(sorted, 0.95), sorted.at(-1) ?? 0];
  figures.push(percentile(cpu, 0.5), percentile(cpu, 0.95));
  console.log(what.padEnd(36) + figures.map((ms) => (Number.isNaN(ms) ? "" : ms.toFixed(0)).padEnd(8)).join(""));
}
