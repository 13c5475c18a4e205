import { parseArgs } from "node:util";
import { openMemoryVectorIndex } from "@rapport/adapters/vector-index/memory";
import { openPgvectorIndex } from "@rapport/adapters/vector-index/pgvector";
import { createRandom } from "@rapport/engine/random";
import type { VectorIndex, VectorSpace } from "@rapport/ports/vector-index";
import { openStore } from "@rapport/store/client";
import { createTestDatabase } from "../store/open-test-store.ts";

/**
 * pgvector's HNSW index beside the exact search in the process: time of a query, and how much of what the exact one finds is found.
 * Vectors lie about centres, as people's do about tastes. The server must have the extension.
 *
 *     npm run bench:vectors -- --database postgres://… --entries 100000 --dimension 64
 */
const { values } = parseArgs({
  options: {
    database: { type: "string" },
    entries: { type: "string", default: "100000" },
    dimension: { type: "string", default: "64" },
    queries: { type: "string", default: "200" },
    /** Distance from the centres: 0.6 are clear clusters, 3 hardly any. */
    spread: { type: "string", default: "0.6" },
    seed: { type: "string", default: "7" },
  },
});
if (values.database === undefined) throw new Error("Name a Postgres server with pgvector: --database postgres://…");
const [entries, dimension, queries] = [Number(values.entries), Number(values.dimension), Number(values.queries)];
const spread = Number(values.spread);
const CENTRES = 200;
const PAGE = 10_000;
const random = createRandom(Number(values.seed));
const centres = Array.from({ length: CENTRES }, () => Float32Array.from({ length: dimension }, normal));

const database = await createTestDatabase(values.database);
const store = await openStore({ databaseUrl: database.url, exclusive: false });
const space = { projectId: "prj_bench", name: "bench", dimension };
const engines = [openMemoryVectorIndex({ store }), await openPgvectorIndex({ store })];
console.log(
  `${entries} vectors of ${dimension} numbers about ${CENTRES} centres (spread ${spread}), ${queries} queries, seed ${values.seed}\n`,
);
const asked = Array.from({ length: queries }, drawVector);
await fill(engines, space);
console.log("engine     answer       k    recall   p50 ms   p95 ms");
for (const limit of [10, 100]) {
  const truth = await measure(engines[0], limit);
  print("memory", "exact", limit, truth, truth);
  const [, pgvector] = engines;
  if (limit === 10) {
    print("pgvector", "no index", limit, await measure(pgvector, limit, 20), truth);
    const startedMs = performance.now();
    await pgvector?.close();
    console.log(`           index built in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
  }
  print("pgvector", "HNSW", limit, await measure(pgvector, limit), truth);
}
await store.close();
await database.remove();

async function fill(indexes: readonly VectorIndex[], into: VectorSpace): Promise<void> {
  for (let from = 0; from < entries; from += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, entries - from) }, (_, i) => ({
      id: `n${from + i}`,
      vector: drawVector(),
    }));
    for (const index of indexes) await index.upsert(into, page);
  }
}

type Measured = { times: number[]; found: string[][] };

async function measure(index: VectorIndex | undefined, limit: number, count = queries): Promise<Measured> {
  const measured: Measured = { times: [], found: [] };
  // The first one reads what is new, or plans.
  await index?.query(space, { vector: drawVector(), limit });
  for (const vector of asked.slice(0, count)) {
    const startedMs = performance.now();
    const answer = await index?.query(space, { vector, limit });
    measured.times.push(performance.now() - startedMs);
    measured.found.push(answer?.matches.map(({ id }) => id) ?? []);
  }
  return measured;
}

function print(engine: string, how: string, limit: number, { times, found }: Measured, truth: Measured): void {
  const hits = found.map((ids, i) => {
    const wanted = new Set(truth.found[i]);
    return ids.filter((id) => wanted.has(id)).length / wanted.size;
  });
  const recall = hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2).padStart(9);
  console.log(
    `${engine.padEnd(11)}${how.padEnd(10)}${String(limit).padStart(4)}${recall.toFixed(4).padStart(10)}${at(0.5)}${at(0.95)}`,
  );
}

function drawVector(): Float32Array {
  const centre = centres[Math.floor(random.next() * CENTRES)] ?? new Float32Array(dimension);
  const vector = centre.map((value) => value + spread * normal());
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Box and Muller, 1958. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
