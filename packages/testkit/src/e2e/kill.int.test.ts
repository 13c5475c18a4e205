import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@rapport/engine/random";
import { afterEach, describe, expect, test } from "vitest";
import { readAllEvents, readAllProfiles, readReadiness, waitUntilFolded } from "../server/api-client.ts";
import { runCommand } from "../server/run-command.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import type { StoreEngine } from "../server/store-engines.ts";
import { storeEngines } from "../server/store-engines.ts";
import { TEST_SEED } from "../test-seed.ts";
import type { AcknowledgingSenders } from "./acknowledging-senders.ts";
import { startSenders } from "./acknowledging-senders.ts";
import { recountStore } from "./recount-store.ts";
import { simulateBatches } from "./simulate-batches.ts";

const EVENTS = 10_000;
const BATCH = 100;
const SENDERS = 6;
const KILLS = 5;

const seed = TEST_SEED;
let server: SpawnedServer;
afterEach(() => server?.dispose());

const target = () => ({ url: server.url, writeKey: server.report.writeKey });

/** Ends the server at a random moment after so many acknowledged events. */
async function killAfter(senders: AcknowledgingSenders, acknowledged: number, delayMs: number): Promise<void> {
  while (senders.acknowledged.size < acknowledged) await sleep(1);
  await sleep(delayMs);
  await server.kill("SIGKILL");
}

/** Everything that was acknowledged is there once, and every number that follows from it says the same. */
async function expectExact(engine: StoreEngine, expected: ReadonlySet<string>): Promise<void> {
  const stored = await recountStore({ dataDir: server.dataDir, databaseUrl: server.databaseUrl });
  const missing = [...expected].filter((id) => !stored.messageIds.has(id));
  expect({ engine: engine.name, seed, missing }).toEqual({ engine: engine.name, seed, missing: [] });
  expect(stored.events).toBe(stored.messageIds.size);
  expect(stored.usage).toBe(stored.events);
  expect(stored.deadLetters).toBe(0);
  expect(stored.folded).toEqual(stored.recounted);
}

describe.each(storeEngines(process.env.DATABASE_URL))("$name", (engine) => {
  test(`${KILLS} kills in the middle of ${EVENTS} events lose nothing and count nothing twice`, {
    timeout: 300_000,
  }, async () => {
    console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run)`);
    const random = createRandom(seed);
    const batches = simulateBatches({ seed, count: EVENTS, size: BATCH });
    server = await engine.start();
    const senders = startSenders({ target, batches, senders: SENDERS, resendEvery: 20 });
    const moments: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const acknowledged = Math.floor(((kill + random.next()) / KILLS) * (EVENTS - SENDERS * BATCH));
      await killAfter(senders, acknowledged, random.next() * 50);
      moments.push(`${senders.acknowledged.size}`);
      await server.start();
    }
    await senders.done;
    console.log(
      `${engine.name}: killed at ${moments.join(", ")} acknowledged events; ${senders.failures()} requests failed`,
    );

    await waitUntilFolded(server);
    const ids = (await readAllEvents(server)).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(EVENTS);
    expect(new Set(ids)).toEqual(senders.acknowledged);
    const profiles = await readAllProfiles(server);
    expect(profiles.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(EVENTS);
    expect(await server.kill("SIGINT")).toEqual({ code: 0, signal: null });
    await expectExact(engine, senders.acknowledged);
  });

  test("Ctrl-C in the middle of traffic drains, leaves with 0 and has stored all that was acknowledged", async () => {
    // Far more than can be acknowledged before the door is shut, on any machine.
    const count = 60_000;
    server = await engine.start();
    // Large requests are acknowledged faster than they are folded, so that there is something to drain.
    const senders = startSenders({ target, batches: simulateBatches({ seed, count, size: 1_250 }), senders: 2 });
    while (senders.acknowledged.size < 5_000) await sleep(1);
    expect((await readReadiness(server)).lag).toBeGreaterThan(0);
    const ended = server.kill("SIGINT");
    // Clients go on until the door is shut: what the server still answers must count.
    await sleep(100);
    senders.stop();
    expect(await ended).toEqual({ code: 0, signal: null });
    await senders.done;
    expect(senders.acknowledged.size).toBeLessThan(count);
    await expectExact(engine, senders.acknowledged);
  });

  test("a second process on the same data directory is refused by the pid of the first, which goes on", async () => {
    server = await engine.start();
    const { dataDir, databaseUrl } = server;
    const second = await runCommand(["start"], { dataDir, databaseUrl });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`pid ${server.pid}`);
    expect(second.stderr).toContain(dataDir);
    expect((await readReadiness(server)).ready).toBe(true);
  });
});
