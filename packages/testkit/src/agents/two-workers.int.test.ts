import { stopAllAgents } from "@rapport/domain/agents/agent-switch";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { startRun } from "@rapport/domain/agents/start-run";
import { putBudget } from "@rapport/domain/budgets/put-budget";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import type { Context, Services } from "@rapport/domain/context";
import { openStore } from "@rapport/store/client";
import type { Store } from "@rapport/store/database";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestServices } from "../store/create-test-services.ts";
import { copyTestDatabase, readRows } from "../store/open-test-store.ts";
import { bundleWorker } from "./faults/bundle-worker.ts";
import { countRepeatedCalls, installInstruments } from "./faults/instruments.ts";
import { KillableWorker } from "./faults/killable-worker.ts";
import { recordShopTraffic } from "./shop-traffic.ts";

const INPUT = { siteUrl: "https://shop.example", days: 3, approval: "policy" };
const WAIT = { timeout: 120_000, interval: 50 };
/** Until both workers have had a part of it; on a busy machine one may be done with a few before the other looks. */
const MOST_FLOWS = 24;
/** Boundary of the store at which a worker is told to end. */
const END_AT = 400;
const serverUrl = process.env.DATABASE_URL;

describe.skipIf(!serverUrl)("two processes of agents on one Postgres", () => {
  const closes: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closes.splice(0).toReversed()) await close();
  });

  async function open() {
    const database = await copyTestDatabase(serverUrl ?? "");
    closes.push(() => database.remove());
    const store = await openStore({ databaseUrl: database.url, exclusive: false });
    closes.push(() => store.close());
    await installInstruments(store);
    const { services } = createTestServices(store, Date.now());
    closes.push(() => services.jobs.close());
    const bundle = await bundleWorker();
    closes.push(() => bundle.remove());
    const workers = [1, 2].map(
      (seed) => new KillableWorker({ file: bundle.file, databaseUrl: database.url, seed, isBeside: true }),
    );
    for (const worker of workers) closes.push(() => worker.close());
    return { store, services: { ...services, now: Date.now }, workers };
  }

  test("both advance runs, and nothing is done twice", async () => {
    const { store, services, workers } = await open();
    await Promise.all(workers.map((worker) => worker.start()));
    const flows: Flow[] = [];
    for (let busy = 0; busy < 2 && flows.length < MOST_FLOWS; busy = await countBusy(store)) {
      flows.push(await openFlow(services, flows.length));
      await untilDone(flows.slice(0, -3));
    }
    await untilDone(flows);
    expect(await countBusy(store)).toBe(2);
    for (const flow of flows) await expectOnce(flow);
  });

  test("one is told to end in the midst of runs: it ends well, the other goes on with them, and nothing is done twice", async () => {
    const { services, workers } = await open();
    const [first, second] = workers;
    // Statements of a flow are some 1,600: in the midst of all three.
    await first?.start(END_AT, "SIGTERM");
    const flows = await Promise.all([0, 1, 2].map((number) => openFlow(services, number)));
    expect(await first?.ended()).toBe(0);
    expect((await statesOf(flows)).filter((state) => state !== "completed").length).toBeGreaterThan(0);
    await second?.start();
    await untilDone(flows);
    for (const flow of flows) await expectOnce(flow);
  });

  test("a stop of all agents holds both", async () => {
    const { store, services, workers } = await open();
    await Promise.all(workers.map((worker) => worker.start()));
    const flows = await Promise.all([0, 1, 2, 3].map((number) => openFlow(services, number)));
    await expect.poll(() => countBusy(store), WAIT).toBeGreaterThan(0);
    await stopAllAgents(services, "Fire");
    await expect.poll(async () => (await statesOf(flows)).every((state) => HELD.has(state)), WAIT).toBe(true);
  });
});

const HELD: ReadonlySet<string> = new Set(["stopped", "completed"]);

type Flow = { ctx: Context; runId: string };

async function openFlow(services: Services, number: number): Promise<Flow> {
  const ctx: Context = {
    ...services,
    projectId: `prj_two_${number}`,
    actor: { kind: "member", memberId: "mem_1" },
  };
  await recordShopTraffic(ctx, { people: 210, nowMs: Date.now() });
  const uncapped = { dayCapCents: null, monthCapCents: null, projectCapCents: null };
  await putBudget(ctx, { currency: "USD", ...uncapped, autoApproveCents: 60_000 });
  const { id } = await startRun(ctx, { graph: "coordinator", input: INPUT });
  return { ctx, runId: id };
}

function statesOf(flows: readonly Flow[]): Promise<string[]> {
  return Promise.all(flows.map(async ({ ctx, runId }) => (await getRunDetail(ctx, runId)).state));
}

async function untilDone(flows: readonly Flow[]): Promise<void> {
  await expect.poll(async () => (await statesOf(flows)).every((state) => state === "completed"), WAIT).toBe(true);
}

/** Processes that have changed something on the platform. */
async function countBusy(store: Store): Promise<number> {
  return Number((await readRows(store, "select count(distinct worker) n from fault_calls"))[0]?.n);
}

/** One campaign, ended; each of its objects was made once, and nothing was asked of the platform that stood already. */
async function expectOnce({ ctx, runId }: Flow): Promise<void> {
  const { result, parts, state } = await getRunDetail(ctx, runId);
  expect(state).toBe("completed");
  expect(parts.map(({ graph }) => graph)).toEqual(["content-creator", "ad-manager", "analytics"]);
  const { campaignId: id } = z.looseObject({ campaignId: z.string() }).parse(result);
  expect(await getCampaign(ctx, { id })).toMatchObject({ state: "ended" });
  const made = await readRows(
    ctx.store,
    `select tag from fault_effects where project_id = '${ctx.projectId}' and kind = 'created'`,
  );
  expect(made).toHaveLength(15);
  expect(new Set(made.map(({ tag }) => tag)).size).toBe(15);
  expect(await countRepeatedCalls(ctx.store, ctx.projectId)).toBe(0);
}
