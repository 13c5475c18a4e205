import { availableParallelism } from "node:os";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { BenchSubject } from "./engines.bench.ts";
import { benchPairs } from "./engines.bench.ts";

/**
 * Durable appends per second of every event log that can be had here, each beside its floor in the same run: the same values
 * given to the same engine with the same group commit, but without offsets, order per partition or a way to read them.
 *
 *   node packages/adapters/src/event-log/event-log.bench.ts [ms a row] [engine ...]
 *
 * Postgres is taken from DATABASE_URL, Redis needs `redis-server` in the path, Kafka is taken from KAFKA_BROKERS.
 */
const VALUE_BYTES = 600;
const RUN_MS = Number(process.argv[2] ?? 3_000);
const WANTED = process.argv.slice(3);
const LOADS = [
  { callers: 1, batch: 1 },
  { callers: 64, batch: 1 },
  { callers: 512, batch: 1 },
  { callers: 1, batch: 100 },
  { callers: 16, batch: 100 },
];

type Load = (typeof LOADS)[number];
type Row = { rate: string; p50: string; p99: string; own: string; engine: string };

console.log(`Node ${process.version}, ${availableParallelism()} cores, ${VALUE_BYTES}-byte values, ${RUN_MS} ms a row`);
for (const { name, floorName, open, openFloor } of benchPairs()) {
  if (WANTED.length > 0 && !WANTED.includes(name)) continue;
  console.log(`\n${name}, floor: ${floorName}`);
  console.log("| callers × batch | values/s | floor | p50 / p99 ms | floor | CPU µs/value here + engine | floor |");
  console.log("|---|---|---|---|---|---|---|");
  for (const load of LOADS) {
    const [row, floor] = [await measure(load, open), await measure(load, openFloor)];
    const cells = [row.rate, floor.rate, latency(row), latency(floor), cpu(row), cpu(floor)];
    console.log(`| ${load.callers} × ${load.batch} | ${cells.join(" | ")} |`);
  }
}

async function measure(load: Load, open: () => Promise<BenchSubject>): Promise<Row> {
  const subject = await open();
  const waits: number[] = [];
  const value = new Uint8Array(VALUE_BYTES).fill(7);
  // Once through all partitions before the clock starts: engines make files and plans at the first use of each.
  await subject.append(Array.from({ length: PARTITION_COUNT }, (_, partition) => ({ partition, value })));
  const engineBefore = await subject.engineCpuSeconds();
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
  const used = process.cpuUsage(cpuBefore);
  const engineSeconds = (await subject.engineCpuSeconds()) - engineBefore;
  await subject.close();
  const values = waits.length * load.batch;
  waits.sort((one, other) => one - other);
  const at = (share: number) => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(2);
  return {
    rate: Math.round(values / seconds).toLocaleString("en"),
    p50: at(0.5),
    p99: at(0.99),
    own: ((used.user + used.system) / values).toFixed(1),
    engine: ((engineSeconds * 1e6) / values).toFixed(1),
  };
}

function latency({ p50, p99 }: Row): string {
  return `${p50} / ${p99}`;
}

function cpu({ own, engine }: Row): string {
  return `${own} + ${engine}`;
}
