import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@rapport/domain/context";
import { createRandom } from "@rapport/engine/random";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { z } from "zod";
import { createFreshDatabase } from "../../server/fresh-database.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { readRows } from "../../store/open-test-store.ts";
import type { Flow } from "./attend-flows.ts";
import { attendFlows, openFlow, tendFlows } from "./attend-flows.ts";
import { bundleWorker } from "./bundle-worker.ts";
import { installInstruments } from "./instruments.ts";
import type { FlowVerdict } from "./judge-flow.ts";
import { judgeFlow } from "./judge-flow.ts";
import { KillableWorker } from "./killable-worker.ts";
import { readOutcome } from "./read-outcome.ts";

export type AgentFaultOptions = {
  databaseUrl: string;
  seed: number;
  /** Times that the worker is killed. */
  kills: number;
  /** No kill after so many minutes. */
  minutes: number;
  /** Flows under way at once. */
  flows: number;
  onKill?: (kill: { number: number; cut: number; done: number }) => void;
};

export type AgentFaultReport = {
  kills: number;
  /** Moments of which no two are the same: how far everything had come (checkpoints, steps, acts, days), at which kind of boundary, of which statement. */
  moments: number;
  /** Kills by kind of boundary. */
  boundaries: Record<string, number>;
  /** Kills while an act on a platform was under way. */
  acts: number;
  /** Runs that had been taken up and were neither at an end nor waiting when a worker was killed, over all kills. */
  cut: number;
  flows: number;
  approvals: number;
  verdicts: FlowVerdict[];
  seconds: number;
};

/** Boundaries that a worker passes before it dies; short lives are more frequent than long ones. A campaign has some 2,500. */
const LIFE = { least: 5, most: 400 };
/** One that waits for something passes none; it is killed nevertheless. */
const WAIT_MS = 5_000;
const LOOK_MS = 100;
const TICK_MS = 10;
const END_MS = 600_000;

type Arena = {
  store: Store;
  services: Services;
  worker: KillableWorker;
  flows: Flow[];
  close: () => Promise<void>;
};

/**
 * Runs campaigns of agents from traffic to their end while the worker is killed at random moments; people approve what is asked. Flows that
 * end make room for new ones until the last kill; then all are brought to their end and judged against the same flows where nothing is killed.
 */
export async function runAgentFaults(options: AgentFaultOptions): Promise<AgentFaultReport> {
  const began = performance.now();
  const bundle = await bundleWorker();
  const arenas: Arena[] = [];
  const open = async () => {
    const arena = await openArena(options, bundle.file);
    arenas.push(arena);
    return arena;
  };
  try {
    const arena = await open();
    const counts = await killAtRandom(arena, options, began);
    await finishFlows(arena);
    const undisturbed = await open();
    for (const { start } of arena.flows) undisturbed.flows.push(await openFlow(undisturbed.services, start));
    await finishFlows(undisturbed);
    const verdicts = await judgeFlows(arena.flows, undisturbed.flows);
    const approvals = arena.flows.filter(({ approvalId }) => approvalId !== undefined).length;
    const seconds = (performance.now() - began) / 1_000;
    return { ...counts, flows: arena.flows.length, approvals, verdicts, seconds };
  } finally {
    for (const { close } of arenas) await close();
    await bundle.remove();
  }
}

async function judgeFlows(flows: readonly Flow[], undisturbed: readonly Flow[]): Promise<FlowVerdict[]> {
  const verdicts = [];
  for (const [at, flow] of flows.entries()) {
    const same = undisturbed[at];
    verdicts.push(await judgeFlow(flow, same && (await readOutcome(same.ctx, same.runId))));
  }
  return verdicts;
}

/** A database of its own with its workers, and what stands for people. */
async function openArena({ databaseUrl, seed }: AgentFaultOptions, workerFile: string): Promise<Arena> {
  const database = await createFreshDatabase(databaseUrl);
  const store = await openStore({ databaseUrl: database.url, exclusive: false });
  await installInstruments(store);
  const worker = new KillableWorker({ file: workerFile, databaseUrl: database.url, seed });
  const { services, clock } = createTestServices(store, Date.now(), seed * 100_000);
  const ticking = setInterval(() => {
    clock.nowMs = Date.now();
  }, TICK_MS);
  const close = async () => {
    clearInterval(ticking);
    await worker.close();
    await services.jobs.close();
    await store.close();
    await database.drop();
  };
  return { store, services, worker, flows: [], close };
}

async function killAtRandom(arena: Arena, options: AgentFaultOptions, began: number) {
  const { store, worker, flows } = arena;
  const random = createRandom(options.seed);
  const counts = { kills: 0, cut: 0, acts: 0 };
  const boundaries: Record<string, number> = {};
  const moments = new Set<string>();
  const isInTime = () => performance.now() - began < options.minutes * 60_000;
  while (counts.kills < options.kills && isInTime()) {
    await fillUp(arena, options.flows);
    await passTime(store);
    await tendFlows(flows);
    await worker.start(Math.round(LIFE.least + random.next() ** 2 * (LIFE.most - LIFE.least)));
    await live(arena);
    const { boundary, statement } = await worker.kill();
    const { cut, acts, at } = await readPoint(store);
    counts.kills += 1;
    counts.cut += cut;
    if (acts > 0) counts.acts += 1;
    boundaries[boundary] = (boundaries[boundary] ?? 0) + 1;
    moments.add(`${boundary} ${statement} ${at}`);
    options.onKill?.({ number: counts.kills, cut, done: flows.filter(({ isDone }) => isDone).length });
  }
  return { ...counts, boundaries, moments: moments.size };
}

/** Lets the worker come to its boundary, and does what people do meanwhile. */
async function live({ store, worker, flows }: Arena): Promise<void> {
  const until = performance.now() + WAIT_MS;
  for (let lookAt = 0; !worker.hasEnded && performance.now() < until; await sleep(TICK_MS)) {
    if (performance.now() < lookAt) continue;
    await passTime(store);
    await attendFlows(store, flows);
    lookAt = performance.now() + LOOK_MS;
  }
}

const pointSchema = z.object({ cut: z.number(), acts: z.number(), at: z.string() });

/** How many runs and acts a kill cut, and how far everything had come. */
async function readPoint(store: Store): Promise<z.infer<typeof pointSchema>> {
  const [row] = await readRows(
    store,
    `select (select count(*)::int from agent_runs where state = 'running') cut,
       (select count(*)::int from platform_actions where claimed_until > now()) acts,
       (select coalesce(string_agg(id || state, ',' order by project_id, id), '') from agent_runs) || '/' ||
       (select count(*) from agent_steps) || '/' || (select coalesce(sum(length(state::text)), 0) from sandbox_accounts) || '/' ||
       (select count(*) from campaign_results) || '/' || (select count(*) from agent_checkpoints) || '/' || (select count(*) from agent_checkpoint_writes) || '/' ||
       (select coalesce(string_agg(state, ',' order by project_id, id), '') from platform_actions) as at`,
  );
  return pointSchema.parse(row);
}

/** New flows for those that ended, between two workers: what is recorded for them takes no worker's time. */
async function fillUp({ services, flows }: Arena, wanted: number): Promise<void> {
  const room = wanted - flows.filter(({ isDone }) => !isDone).length;
  for (let at = 0; at < room; at++) {
    flows.push(await openFlow(services, { number: flows.length, atMs: Date.now() }));
  }
}

async function finishFlows({ store, worker, flows }: Arena): Promise<void> {
  await worker.start();
  const end = performance.now() + END_MS;
  // A run may end before its last acts are read back: those are waited for, too.
  while ((await attendFlows(store, flows)) + (await countOpenActs(store)) > 0 && performance.now() < end) {
    await passTime(store);
    await tendFlows(flows);
    await sleep(LOOK_MS);
  }
}

async function countOpenActs(store: Store): Promise<number> {
  const open = "select count(*) n from platform_actions where state not in ('confirmed', 'withdrawn')";
  return Number((await readRows(store, open))[0]?.n);
}

/** The two minutes that an act is held by a worker (three seconds here: by then it is dead), and the pauses before a job is tried again, pass at once. */
async function passTime(store: Store): Promise<void> {
  await store.runScript(`
    update platform_actions set claimed_until = now()
      where claimed_until > now() and claimed_until < now() + interval '117 seconds';
    update pgboss.job set start_after = now() where state in ('created', 'retry') and start_after > now()`);
}
