import { setTimeout as sleep } from "node:timers/promises";
import type { BenchClient } from "../sdk/clients.ts";
import type { Outage } from "./outage-server.ts";
import { OutageServer } from "./outage-server.ts";

/** 100 events a second. */
const PART = 10;
const PART_MS = 100;
/** Time to deliver the rest in, once the server is itself again. */
const CLOSE_MS = 60_000;
/** Silence after which nothing more is expected. */
const QUIET_MS = 15_000;

/** A client at its defaults that goes on being called while the server is away, then the server heals. */
export async function measureOutage(
  outage: Outage,
  seconds: number,
  makeClient: (url: string) => Promise<BenchClient>,
): Promise<(string | number)[]> {
  const server = new OutageServer();
  await server.start();
  const client = await makeClient(server.url);
  let calls = 0;
  const call = async (parts: number) => {
    for (let part = 0; part < parts; part++) {
      for (let step = 0; step < PART; step++) client.track(`Event ${calls++}`, {});
      await sleep(PART_MS);
    }
  };
  await call(10);
  const before = server.requests;
  await server.fail(outage);
  await call(seconds * 10);
  const requests = server.requests - before;
  const healedMs = performance.now();
  await server.heal();
  await call(10);
  await Promise.race([client.flush(), sleep(CLOSE_MS)]).catch(() => {});
  await untilQuiet(server, () => server.acknowledged.size >= calls);
  const left = client.stats?.().pending ?? "unknown";
  await server.stop();
  const doubled = [...server.ids.values()].filter((ids) => ids.size > 1).length;
  const recovery =
    outage === "slow" || !server.firstMs ? "–" : Math.max(0, (server.firstMs - healedMs) / 1_000).toFixed(2);
  return [calls, calls - server.acknowledged.size, doubled, server.copies - server.ids.size, left, requests, recovery];
}

/** Until all is there, nothing has come for a while, or time is up: a flush that gave up says nothing of what its client still tries. */
async function untilQuiet(server: OutageServer, isDone: () => boolean): Promise<void> {
  const until = performance.now() + CLOSE_MS;
  for (let [seen, since] = [-1, 0]; !isDone() && performance.now() < until; await sleep(PART_MS)) {
    if (server.requests !== seen) [seen, since] = [server.requests, performance.now()];
    if (performance.now() - since > QUIET_MS) return;
  }
}
