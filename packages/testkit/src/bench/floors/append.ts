import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { makeMessages } from "../traffic.ts";

/**
 * Floor: the same messages, in batches of 100, appended to the log and synced, nothing else. The first tenth warms up and is not
 * measured, as on the whole path. Prints one JSON line.
 */
const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
const encoder = new TextEncoder();
const messages = makeMessages(count, seed);
const values: Uint8Array[] = [];
for (let i = 0; i < messages.length; i += 100) values.push(encoder.encode(JSON.stringify(messages.slice(i, i + 100))));
const dir = await mkdtemp(join(tmpdir(), "rapport-floor-"));
const log = await openLmdbEventLog({ dir });
const warm = Math.floor(values.length / 10);
await append(values.slice(0, warm));
const cpu = process.cpuUsage();
const startMs = performance.now();
await append(values.slice(warm));
const used = process.cpuUsage(cpu);
const cpuSeconds = (used.user + used.system) / 1e6;
const seconds = (performance.now() - startMs) / 1000;
console.log(JSON.stringify({ events: count - warm * 100, cpuSeconds, seconds }));
await log.close();
await rm(dir, { recursive: true });

async function append(part: readonly Uint8Array[]): Promise<void> {
  let next = 0;
  const sender = async () => {
    for (let i = next++; i < part.length; i = next++) {
      const value = part[i];
      if (value) await log.append([{ partition: i % 64, value }]);
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
}
