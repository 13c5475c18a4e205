import { expect, test } from "vitest";
import { canonicalLabels, readGoldenClusters } from "../../test/golden-clusters.ts";
import { createRandom } from "../random.ts";
import { fitHdbscan } from "./hdbscan.ts";
import { spanByTiles } from "./span-by-tiles.ts";
import { FEW_POINTS, spanDensely } from "./span-densely.ts";

const golden = readGoldenClusters();
const random = createRandom(5);
const cloud = (centre: readonly number[], spread: number) =>
  Float32Array.from(centre, (value) => value + spread * random.normal());
const shuffled = (count: number) => {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
};

test.each(Object.entries(golden))("%s: clusters, noise and probabilities are scikit-learn's", (_name, set) => {
  const { labels, probabilities } = fitHdbscan(set.points, set);
  // Where scikit-learn contradicts itself when the points come in another order there is nothing to be equal to.
  const sure = set.points.flatMap((_, i) => (set.unsure.includes(i) ? [] : [i]));
  expect(sure.length).toBeGreaterThanOrEqual(set.points.length * 0.98);
  const of = (all: ArrayLike<number>) => canonicalLabels(sure.map((i) => all[i] ?? 0));
  expect(of(labels)).toEqual(of(set.labels));
  const worst = Math.max(...sure.map((i) => Math.abs((probabilities[i] ?? 0) - (set.probabilities[i] ?? 0))));
  expect(worst).toBeLessThan(1e-12);
});

test("the tree by tiles is as short as that of all pairs, edge for edge, on every set and beyond where one takes the other's place", () => {
  const many = Array.from({ length: FEW_POINTS + 300 }, () => cloud([random.int(5) * 4, random.int(2) * 3, 0], 1));
  for (const points of [...Object.values(golden).map((set) => set.points), many]) {
    const lengths = [spanByTiles, spanDensely].map((span) =>
      span(points, 5)
        .map(({ reach, distance }) => [reach, distance] as const)
        .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    );
    expect(lengths[0]).toEqual(lengths[1]);
    expect(lengths[0]?.length).toBe(points.length - 1);
  }
});

test("the order of the points changes nothing, with many at the same spot either", () => {
  const few = Array.from({ length: 500 }, () => cloud([random.int(4) * 6, 0], 1).map((x) => Math.round(x * 4) / 4));
  for (const points of [golden.blobs2?.points ?? [], golden.uniform?.points ?? [], few]) {
    const first = fitHdbscan(points, { minClusterSize: 10, minSamples: 4 });
    const order = shuffled(points.length);
    const again = fitHdbscan(
      order.map((i) => points[i] ?? new Float32Array()),
      { minClusterSize: 10, minSamples: 4 },
    );
    const back = order.map((_, i) => again.labels[order.indexOf(i)] ?? 0);
    if (points !== few) expect(canonicalLabels(back)).toEqual(canonicalLabels(first.labels));
    expect(again.count).toBe(first.count);
  }
});

test("groups over several tiles that lie far off are found whole, and what lies between is hardly in them", () => {
  const centres = Array.from({ length: 6 }, (_, i) => Array.from({ length: 10 }, (_, k) => (k === i ? 1e4 : 0)));
  const points = [
    ...centres.flatMap((centre) => Array.from({ length: 150 }, () => cloud(centre, 1e-2))),
    ...Array.from({ length: 20 }, () => cloud(new Array(10).fill(0), 3e3)),
  ];
  const { count, labels, probabilities, reaches } = fitHdbscan(points, { minClusterSize: 50 });
  expect(count).toBe(6);
  for (let i = 0; i < 6; i++) expect(new Set(labels.subarray(i * 150, i * 150 + 150)).size).toBe(1);
  expect(Math.max(...probabilities.subarray(900))).toBeLessThan(1e-3);
  expect(Math.min(...reaches)).toBeGreaterThan(100);
});

test("a point of weight ten is ten points where sizes count", () => {
  const points = [0, 1, 2, 50, 51, 52, 200].map((x) => Float32Array.of(x));
  const options = { minClusterSize: 20, minSamples: 1 };
  expect(fitHdbscan(points, options).count).toBe(0);
  const weights = Float64Array.of(10, 10, 10, 10, 10, 10, 1);
  expect([...fitHdbscan(points, { ...options, weights }).labels]).toEqual([0, 0, 0, 1, 1, 1, -1]);
});

test("what makes no clusters is refused by name", () => {
  const points = [0, 1, 2].map((x) => Float32Array.of(x));
  expect(() => fitHdbscan(points.slice(0, 1), { minClusterSize: 2 })).toThrow(/points/);
  expect(() => fitHdbscan(points, { minClusterSize: 1 })).toThrow(/minClusterSize/);
  expect(() => fitHdbscan(points, { minClusterSize: 4 })).toThrow(/minSamples/);
  expect(() => fitHdbscan([...points, Float32Array.of(Number.NaN)], { minClusterSize: 2 })).toThrow(/no number/);
});
