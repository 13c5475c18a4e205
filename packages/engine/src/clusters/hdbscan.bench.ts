/**
 * Processor time of HDBSCAN, beside scikit-learn on one thread when a Python with it is named.
 *   npm run bench:clusters -- [python]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readGoldenClusters } from "../../test/golden-clusters.ts";
import { createRandom } from "../random.ts";
import { compareClusters } from "./compare-clusters.ts";
import type { HdbscanOptions } from "./hdbscan.ts";
import { fitHdbscan } from "./hdbscan.ts";
import { fitHdbscanByCentres } from "./hdbscan-by-centres.ts";

const python = process.argv[2];
const script = fileURLToPath(new URL("../../golden/bench_clusters.py", import.meta.url));
const FITS = 101;
const SIZES = [
  { count: 5_000, dimensions: 8, groups: 10, noise: 0.1 },
  { count: 10_000, dimensions: 2, groups: 10, noise: 0.1 },
  { count: 10_000, dimensions: 16, groups: 1, noise: 1 },
  { count: 20_000, dimensions: 32, groups: 20, noise: 0.1 },
];

measureSets();
console.table(SIZES.map(measureSize));
console.table([1, 2].map(measureLarge));

/** The golden sets, each often enough that both run as they do after a while. */
function measureSets(): void {
  const peer: Record<string, number> = python === undefined ? {} : JSON.parse(runPython(["--sets"]));
  // Warm: compiled code is what a server runs.
  for (let i = 0; i < 20; i++) for (const set of Object.values(readGoldenClusters())) fitHdbscan(set.points, set);
  const rows = Object.entries(readGoldenClusters()).map(([name, set]) => {
    const seconds = Array.from({ length: FITS }, () => timed(() => fitHdbscan(set.points, set)).seconds);
    const median = seconds.toSorted((a, b) => a - b)[FITS >> 1] ?? 0;
    const theirs = peer[name];
    return { name, points: set.points.length, ...ratio(median * 1e3, theirs === undefined ? undefined : theirs * 1e3) };
  });
  console.table(rows);
}

/** By centres, beside the groups that the points were drawn from. */
function measureLarge(seed: number) {
  const { points, truth } = scatter({ count: 100_000, dimensions: 32, groups: 20, noise: 0.1 }, seed);
  const { seconds, result } = timed(() => {
    const steps = fitHdbscanByCentres(points, { minClusterSize: 500 }, createRandom(seed));
    for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
  });
  const ARI = compareClusters(result.labels, truth).toFixed(4);
  return {
    points: points.length,
    dimensions: 32,
    clusters: result.count,
    "CPU ours": seconds.toFixed(2),
    "ARI, truth": ARI,
  };
}

function measureSize(size: (typeof SIZES)[number]) {
  const { count, dimensions } = size;
  const { points } = scatter(size, 3);
  const options = { minClusterSize: 20, minSamples: 5 };
  const ours = timed(() => fitHdbscan(points, options));
  const theirs = python === undefined ? undefined : runPeer(points, dimensions, options);
  return {
    ...{ points: count, dimensions, clusters: ours.result.count },
    ...ratio(ours.seconds, theirs?.seconds),
    ...(theirs ? { ARI: compareClusters(ours.result.labels, theirs.labels).toFixed(4) } : {}),
  };
}

/** Groups about random centres; the first points lie anywhere. */
function scatter({ count, dimensions, groups, noise }: (typeof SIZES)[number], seed: number) {
  const random = createRandom(seed);
  const centres = Array.from({ length: groups }, () =>
    Array.from({ length: dimensions }, () => random.next() * 20 - 10),
  );
  const truth = Int32Array.from({ length: count }, (_, i) => (i < count * noise ? -1 : i % groups));
  const points = Array.from(truth, (group) =>
    Float32Array.from({ length: dimensions }, (_, axis) =>
      group < 0 ? random.next() * 24 - 12 : (centres[group]?.[axis] ?? 0) + random.normal(),
    ),
  );
  return { points, truth };
}

function ratio(ours: number, theirs: number | undefined) {
  if (theirs === undefined) return { "CPU ours": ours.toFixed(2) };
  return { "CPU ours": ours.toFixed(2), "scikit-learn": theirs.toFixed(2), "×": (ours / theirs).toFixed(2) };
}

function timed<T>(run: () => T): { result: T; seconds: number } {
  const start = process.cpuUsage();
  const result = run();
  const used = process.cpuUsage(start);
  return { result, seconds: (used.user + used.system) / 1e6 };
}

function runPeer(
  points: readonly Float32Array[],
  dimensions: number,
  options: Required<Omit<HdbscanOptions, "weights">>,
) {
  const folder = mkdtempSync(join(tmpdir(), "rapport-clusters-"));
  try {
    const file = join(folder, "points.bin");
    writeFileSync(file, Buffer.concat(points.map((point) => Buffer.from(point.buffer))));
    const { minClusterSize, minSamples } = options;
    const answer = runPython([file, String(dimensions), String(minClusterSize), String(minSamples)]);
    // as: the script beside the golden files writes this
    return JSON.parse(answer) as { seconds: number; labels: number[] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runPython(parameters: readonly string[]): string {
  return execFileSync(python ?? "python3", [script, ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
}
