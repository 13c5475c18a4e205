import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { trackMessage } from "../../factories/messages.ts";
import type { BenchServer } from "../bench-server.ts";
import { startBenchServer } from "../bench-server.ts";
import { measureReaders } from "./measure-readers.ts";
import type { RawReader, Transport } from "./raw-reader.ts";
import { openReader } from "./raw-reader.ts";

const HELP = `npm run bench:live -- [--clients 10000] [--seconds 20]

Memory and processor time of a server with idle live clients, by server-sent events and by WebSocket, each following its own
device; then a reader that stops reading, one that is cut off and resumes, and one whose changes come together.
Build first: npm run build.`;

/** Open files that a server with this many clients needs beside its own. */
const SPARE_FILES = 500;
/** Connections that are opened at once: the server's accept queue holds 511. */
const AT_ONCE = 100;
/** Times that readers come back whom the server had no room for. */
const ROUNDS = 10;

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "10000" },
    seconds: { type: "string", default: "20" },
    help: { type: "boolean", default: false },
  },
});
const [clients, seconds] = [Number(values.clients), Number(values.seconds)];
if (values.help) console.log(HELP);
else if (process.env.RAPPORT_BENCH_RAISED === "1") await measureAll();
else process.exitCode = runWithFiles();

/** The same command again, with as many open files as it needs: a shell's usual bound is 1,024. */
function runWithFiles(): number {
  const wanted = clients + SPARE_FILES;
  const script = `ulimit -n ${wanted} || { echo "Allow ${wanted} open files: ulimit -Hn"; exit 1; }; exec "$@"`;
  const { status } = spawnSync("sh", ["-c", script, "sh", process.execPath, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...process.env, RAPPORT_BENCH_RAISED: "1" },
  });
  return status ?? 1;
}

async function measureAll(): Promise<void> {
  for (const transport of ["sse", "ws"] as const) {
    const server = await startBenchServer(process.env.DATABASE_URL || undefined);
    try {
      await measureIdle(server, transport);
      if (transport === "sse") await measureReaders(server);
    } finally {
      await server.stop();
    }
  }
}

async function measureIdle(server: BenchServer, transport: Transport): Promise<void> {
  await send(server, "warm");
  await server.settle();
  await sleep(2_000);
  const bareMiB = server.residentMiB();
  const startedMs = performance.now();
  const heard: { atMs: number } = { atMs: 0 };
  const readers = await openAll(server, transport, (text) => {
    if (text.includes("changed")) heard.atMs = performance.now();
  });
  const refused = await openAgain(server, transport, readers);
  const openedSeconds = (performance.now() - startedMs) / 1_000;
  await sleep(5_000);
  const before = server.cpuSeconds();
  await sleep(seconds * 1_000);
  const idleCpu = (server.cpuSeconds() - before) / seconds;
  const filledMiB = server.residentMiB();
  const delays: number[] = [];
  for (let i = 0; i < 20; i++) {
    heard.atMs = 0;
    const sentMs = performance.now();
    await send(server, "device-0");
    while (heard.atMs === 0 && performance.now() - sentMs < 10_000) await sleep(1);
    delays.push(heard.atMs - sentMs);
    await sleep(300);
  }
  const closed = readers.filter((reader) => reader.isClosed()).length;
  for (const reader of readers) reader.close();
  const sorted = delays.toSorted((a, b) => a - b);
  console.table({
    [transport]: {
      clients: readers.length,
      "refused at first": refused,
      "lost meanwhile": closed,
      "opened in, s": openedSeconds.toFixed(1),
      "RSS before, MiB": Math.round(bareMiB),
      "RSS with them, MiB": Math.round(filledMiB),
      "KiB each": (((filledMiB - bareMiB) * 1_024) / readers.length).toFixed(1),
      "cores while idle": idleCpu.toFixed(3),
      "event to notice, ms": `${sorted[10]?.toFixed(0)} / ${sorted[18]?.toFixed(0)}`,
    },
  });
}

async function openAll(
  server: BenchServer,
  transport: Transport,
  onText: (text: string) => void,
): Promise<RawReader[]> {
  const readers: RawReader[] = [];
  for (let from = 0; from < clients; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, clients - from) }, (_, i) => {
      const n = from + i;
      const of = { url: server.url, key: server.key, channels: `device:device-${n}`, transport };
      // Only one is to hear of what happens; the others read and forget.
      return openReader(n === 0 ? { ...of, onText } : of);
    });
    readers.push(...(await Promise.all(some)));
  }
  return readers;
}

/** A WebSocket is refused by closing it: such readers come back. Answers how many were. */
async function openAgain(server: BenchServer, transport: Transport, readers: RawReader[]): Promise<number> {
  let refused = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(2_000);
    const gone = readers.flatMap((reader, n) => (reader.isClosed() ? [n] : []));
    if (gone.length === 0) break;
    refused += gone.length;
    for (const n of gone) {
      const of = { url: server.url, key: server.key, channels: `device:device-${n}`, transport };
      readers[n] = await openReader(of);
    }
  }
  return refused;
}

async function send(server: BenchServer, anonymousId: string): Promise<void> {
  const response = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.key}`, "content-type": "application/json" },
    body: JSON.stringify({ batch: [trackMessage({ anonymousId, event: "Page Turned" })] }),
  });
  if (!response.ok) throw new Error(`The batch was answered ${response.status}: ${await response.text()}`);
}
