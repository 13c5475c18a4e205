import { setTimeout as sleep } from "node:timers/promises";
import { releaseAllAgents, stopAllAgents } from "@rapport/domain/agents/agent-switch";
import { startRun } from "@rapport/domain/agents/start-run";
import type { Services } from "@rapport/domain/context";
import { createRandom } from "@rapport/engine/random";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { z } from "zod";
import { bundleWorker } from "../../agents/faults/bundle-worker.ts";
import { installInstruments } from "../../agents/faults/instruments.ts";
import { KillableWorker } from "../../agents/faults/killable-worker.ts";
import { startAgents } from "../../agents/start-agents.ts";
import { createFreshDatabase } from "../../server/fresh-database.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { readRows } from "../../store/open-test-store.ts";
import { openShop } from "../agents/open-shop.ts";

/** Looked at for so long after each stop. */
const WATCHED_MS = 3_000;
const BEFORE_MS = 500;
/** Changes of the platform that are waited for before a stop, at most; and for how long. */
const MOST_CHANGES = 12;
const LONGEST_MS = 5_000;
const LOOK_MS = 5;
const INPUT = { siteUrl: "https://shop.example", days: 6, approval: "policy" };

export type StopOptions = {
  databaseUrl?: string | undefined;
  stops: number;
  flows: number;
  /** Processes; of the embedded store this one alone. */
  workers: number;
  seed: number;
};

/** What happened after one stop, ms after its answer. */
export type Stop = { changes: number[]; begun: number[]; ended: number[]; changesBefore: number };

type Bench = { store: Store; services: Services; close: () => Promise<void> };

/** Runs campaigns and stops all agents again and again, each time behind a number of changes that is drawn. */
export async function runStops(options: StopOptions): Promise<{ stops: Stop[]; flows: number }> {
  const bench = options.databaseUrl === undefined ? await openEmbedded(options) : await openWorkers(options);
  const random = createRandom(options.seed);
  const stops: Stop[] = [];
  let flows = 0;
  try {
    while (stops.length < options.stops) {
      for (let room = options.flows - (await countOpen(bench)); room > 0; room--) await openFlow(bench, flows++);
      await releaseAllAgents(bench.services);
      await untilChanges(bench.store, 1 + Math.floor(random.next() * MOST_CHANGES));
      stops.push(await stopOnce(bench));
    }
    return { stops, flows };
  } finally {
    await bench.close();
  }
}

async function stopOnce({ store, services }: Bench): Promise<Stop> {
  await stopAllAgents(services, "Measured");
  const answeredAtMs = Date.now();
  await sleep(WATCHED_MS);
  const [row] = await readRows(store, seenSince(answeredAtMs));
  return stopSchema.parse(row);
}

const stopSchema = z.object({
  changes: z.array(z.number()),
  begun: z.array(z.number()),
  ended: z.array(z.number()),
  changesBefore: z.number(),
});

/** Pauses are what a stop lets pass. */
function seenSince(atMs: number): string {
  const times = (what: string, from: string, where = "true") =>
    `(select coalesce(json_agg(ms), '[]') from (select ${what} - ${atMs} ms from ${from} where ${where}) each where ms > 0)`;
  const effectMs = "extract(epoch from at)::float8 * 1000";
  const startMs = "extract(epoch from started_at)::float8 * 1000";
  return `select ${times(effectMs, "fault_effects", "value <> 'paused'")} changes,
    ${times(startMs, "agent_steps")} begun,
    ${times(`${startMs} + duration_ms`, "agent_steps", `duration_ms is not null and ${startMs} <= ${atMs}`)} ended,
    (select count(*)::int from fault_effects where ${effectMs} between ${atMs - BEFORE_MS} and ${atMs}) "changesBefore"`;
}

async function untilChanges(store: Store, wanted: number): Promise<void> {
  const count = async () => Number((await readRows(store, "select count(*) n from fault_effects"))[0]?.n);
  const from = await count();
  const until = performance.now() + LONGEST_MS;
  while ((await count()) < from + wanted && performance.now() < until) await sleep(LOOK_MS);
}

async function countOpen({ store }: Bench): Promise<number> {
  const open = "select count(*) n from agent_runs where graph = 'coordinator' and state not in ('completed', 'failed')";
  return Number((await readRows(store, open))[0]?.n);
}

async function openFlow({ services }: Bench, number: number): Promise<void> {
  const ctx = await openShop(services, `prj_stop_${number}`);
  await startRun(ctx, { graph: "coordinator", input: INPUT });
}

async function openEmbedded({ seed }: StopOptions): Promise<Bench> {
  const store = await openStore({});
  await installInstruments(store);
  const { services } = createTestServices(store, Date.now(), seed);
  const agents = await startAgents(services);
  const close = async () => {
    await agents.end();
    await services.jobs.close();
    await store.close();
  };
  return { store, services: { ...services, now: Date.now }, close };
}

async function openWorkers({ databaseUrl = "", workers, seed }: StopOptions): Promise<Bench> {
  const [database, bundle] = await Promise.all([createFreshDatabase(databaseUrl), bundleWorker()]);
  const store = await openStore({ databaseUrl: database.url, exclusive: false });
  await installInstruments(store);
  const { services } = createTestServices(store, Date.now(), seed * 100_000);
  const common = { file: bundle.file, databaseUrl: database.url, isBeside: true };
  const working = Array.from({ length: workers }, (_, at) => new KillableWorker({ ...common, seed: seed + at }));
  await Promise.all(working.map((worker) => worker.start()));
  const close = async () => {
    await Promise.all(working.map((worker) => worker.close()));
    await services.jobs.close();
    await store.close();
    await database.drop();
    await bundle.remove();
  };
  return { store, services: { ...services, now: Date.now }, close };
}
