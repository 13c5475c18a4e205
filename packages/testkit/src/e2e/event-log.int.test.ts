import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { readAllEvents, readAllProfiles, sendBatch, waitUntilFolded } from "../server/api-client.ts";
import type { ServerOnLog } from "../server/log-engines.ts";
import { logEngines } from "../server/log-engines.ts";
import { runCommand } from "../server/run-command.ts";
import { TEST_SEED } from "../test-seed.ts";
import type { AcknowledgingSenders } from "./acknowledging-senders.ts";
import { startSenders } from "./acknowledging-senders.ts";
import { simulateBatches } from "./simulate-batches.ts";

const EVENTS = 4_000;
const BATCH = 50;

const seed = TEST_SEED;
let running: ServerOnLog | undefined;
afterEach(async () => {
  await running?.server.dispose();
  running = undefined;
});

const { DATABASE_URL, REDIS_URL, KAFKA_BROKERS } = process.env;
const engines = logEngines({ databaseUrl: DATABASE_URL, redisUrl: REDIS_URL, kafkaBrokers: KAFKA_BROKERS });

describe.each(engines)("the built server with its event log on $name", (engine) => {
  test("says what an answer survives, and kills lose nothing and count nothing twice", async () => {
    console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run)`);
    const batches = simulateBatches({ seed, count: EVENTS, size: BATCH });
    running = await engine.start();
    const { server, restartEngine } = running;
    const readiness = await (await fetch(`${server.url}/readyz`)).json();
    expect(readiness).toMatchObject({ ready: true, durability: engine.durability });
    const [first = []] = batches;
    expect(await sendBatch(server, first)).toMatchObject({ accepted: BATCH, durability: engine.durability });
    const target = () => ({ url: server.url, writeKey: server.report.writeKey });
    const senders = startSenders({ target, batches, senders: 4, resendEvery: 20 });
    for (const share of [0.2, 0.5]) {
      await reach(senders, EVENTS * share);
      await server.kill("SIGKILL");
      await server.start();
    }
    await reach(senders, EVENTS * 0.7);
    await restartEngine?.();
    await senders.done;
    expect(senders.failures()).toBeGreaterThan(0);

    await waitUntilFolded(server);
    const ids = (await readAllEvents(server)).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(EVENTS);
    expect(new Set(ids)).toEqual(senders.acknowledged);
    const profiles = await readAllProfiles(server);
    expect(profiles.reduce((sum, { eventCount }) => sum + eventCount, 0)).toBe(EVENTS);
    expect(await server.kill("SIGINT")).toEqual({ code: 0, signal: null });
  });
});

test("a server whose log cannot be reached does not start, and says where it looked", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-absent-"));
  const env = { RAPPORT_EVENT_LOG: "redis://:hidden@127.0.0.1:1" };
  const { code, stderr } = await runCommand(["start"], { dataDir, env });
  expect(code).toBe(1);
  expect(stderr).toContain("Redis (127.0.0.1:1)");
  expect(stderr).not.toContain("hidden");
  const report = await runCommand(["doctor"], { dataDir, env });
  expect(report.stdout + report.stderr).toContain("Redis (127.0.0.1:1)");
  await rm(dataDir, { recursive: true });
});

async function reach(senders: AcknowledgingSenders, acknowledged: number): Promise<void> {
  while (senders.acknowledged.size < acknowledged) await sleep(1);
}
