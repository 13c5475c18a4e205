import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { compareClusters } from "./compare-clusters.ts";
import { fitHdbscan } from "./hdbscan.ts";
import { fitHdbscanByCentres } from "./hdbscan-by-centres.ts";

/** Groups about random centres, the first tenth of the points anywhere. */
function scatter(count: number, dimensions: number, groups: number) {
  const random = createRandom(9);
  const centres = Array.from({ length: groups }, () =>
    Float32Array.from({ length: dimensions }, () => random.next() * 16),
  );
  const truth = Int32Array.from({ length: count }, (_, i) => (i < count / 10 ? -1 : i % groups));
  const points = Array.from(truth, (group) =>
    Float32Array.from({ length: dimensions }, (_, axis) =>
      group < 0 ? random.next() * 20 - 2 : (centres[group]?.[axis] ?? 0) + random.normal(),
    ),
  );
  return { points, truth };
}

function run(points: readonly Float32Array[], minClusterSize: number) {
  const steps = fitHdbscanByCentres(points, { minClusterSize }, createRandom(1));
  let turns = 0;
  for (let step = steps.next(); ; step = steps.next(), turns++) if (step.done) return { ...step.value, turns };
}

test("many points: the groups they were drawn from, and what is far from all of them, as all pairs tell, too", () => {
  const { points, truth } = scatter(6_000, 16, 8);
  const fit = run(points, 100);
  expect(compareClusters(fit.labels, truth)).toBeGreaterThan(0.95);
  const exact = fitHdbscan(points, { minClusterSize: 100, minSamples: 5 });
  expect(compareClusters(fit.labels, exact.labels)).toBeGreaterThan(0.95);
  // Other work gets its turn.
  expect(fit.turns).toBeGreaterThan(5);
});

test("few points are centres of their own, so that nothing is lost between them", () => {
  const { points, truth } = scatter(150, 4, 3);
  expect(compareClusters(run(points, 15).labels, truth)).toBeGreaterThan(0.9);
});

test("agreement is 1 under other names, 0 by chance, and that of its definition between", () => {
  expect(compareClusters([0, 0, 1, 1], [7, 7, -1, -1])).toBe(1);
  expect(compareClusters([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12);
  expect(compareClusters([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(4 / 7, 12);
});
