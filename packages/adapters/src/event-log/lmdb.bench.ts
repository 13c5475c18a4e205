import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LogAppend } from "@rapport/ports/event-log";
import type { CommitJob } from "./group-commit.ts";
import { GroupCommit } from "./group-commit.ts";
import { openLmdbEventLog } from "./lmdb.ts";

/**
 * Durable appends per second of the embedded log beside a floor: the same values written to one flat file with the same
 * group commit and one `fdatasync`, without offsets, order per partition or any way to read them.
 */
const VALUE_BYTES = 600;
const RUN_MS = Number(process.argv[2] ?? 3_000);
const LOADS = [
  { callers: 1, batch: 1 },
  { callers: 64, batch: 1 },
  { callers: 512, batch: 1 },
  { callers: 1, batch: 100 },
  { callers: 16, batch: 100 },
];

type Load = (typeof LOADS)[number];
type Subject = { append(entries: LogAppend[]): Promise<unknown>; bytes(): Promise<number>; close(): Promise<void> };

console.log(`Node ${process.version}, ${availableParallelism()} cores, ${VALUE_BYTES}-byte values, ${RUN_MS} ms a row`);
console.log("| engine | callers × batch | values/s | p50 ms | p99 ms | CPU µs/value | disk bytes/value |");
console.log("|---|---|---|---|---|---|---|");
for (const load of LOADS) {
  await measure("lmdb", load, openLmdb);
  await measure("flat file", load, openFlatFile);
}

async function measure(name: string, load: Load, open: (dir: string) => Promise<Subject>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "event-log-bench-"));
  const subject = await open(dir);
  const waits: number[] = [];
  const value = new Uint8Array(VALUE_BYTES).fill(7);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let next = 0;
  const caller = async () => {
    while (performance.now() - start < RUN_MS) {
      const sent = performance.now();
      await subject.append(
        Array.from({ length: load.batch }, () => ({ partition: (next++ * 31) % PARTITION_COUNT, value })),
      );
      waits.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: load.callers }, caller));
  const seconds = (performance.now() - start) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const values = waits.length * load.batch;
  waits.sort((one, other) => one - other);
  const at = (share: number) => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(2);
  const perValue = ((cpu.user + cpu.system) / values).toFixed(1);
  const disk = Math.round((await subject.bytes()) / values);
  const rate = Math.round(values / seconds).toLocaleString("en");
  console.log(
    `| ${name} | ${load.callers} × ${load.batch} | ${rate} | ${at(0.5)} | ${at(0.99)} | ${perValue} | ${disk} |`,
  );
  await subject.close();
  await rm(dir, { recursive: true });
}

async function openLmdb(dir: string): Promise<Subject> {
  const log = await openLmdbEventLog({ dir });
  return {
    append: (entries) => log.append(entries),
    bytes: async () => (await stat(join(dir, "data.mdb"))).size,
    close: () => log.close(),
  };
}

async function openFlatFile(dir: string): Promise<Subject> {
  type Job = CommitJob & { entries: LogAppend[] };
  const file = await open(join(dir, "values"), "a");
  const commits = new GroupCommit<Job>(
    async (jobs) => {
      await file.writev(jobs.flatMap(({ entries }) => entries.map(({ value }) => value)));
      await file.datasync();
    },
    16 * 1024 * 1024,
  );
  return {
    append: (entries) =>
      new Promise<void>((resolve, reject) => {
        commits.add({ entries, weight: entries.length * VALUE_BYTES, resolve, reject });
      }),
    bytes: async () => (await file.stat()).size,
    close: () => file.close(),
  };
}
