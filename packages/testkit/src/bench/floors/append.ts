import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { makeMessages } from "../traffic.ts";

/** Floor: the same messages, in batches of 100, appended to the log and synced, nothing else. Prints one JSON line. */
const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
const encoder = new TextEncoder();
const messages = makeMessages(count, seed);
const values: Uint8Array[] = [];
for (let i = 0; i < messages.length; i += 100) values.push(encoder.encode(JSON.stringify(messages.slice(i, i + 100))));
const dir = await mkdtemp(join(tmpdir(), "rapport-floor-"));
const log = await openLmdbEventLog({ dir });
const cpu = process.cpuUsage();
const startMs = performance.now();
let next = 0;
const sender = async () => {
  for (let i = next++; i < values.length; i = next++) {
    const value = values[i];
    if (value) await log.append([{ partition: i % 64, value }]);
  }
};
await Promise.all(Array.from({ length: 16 }, sender));
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({ cpuSeconds: (used.user + used.system) / 1e6, seconds: (performance.now() - startMs) / 1000 }),
);
await log.close();
await rm(dir, { recursive: true });
