import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { assignPoints, fitKMeans, measureSilhouette, stepKMeans } from "./k-means.ts";

/** Clouds around far corners. */
function clouds(centres: readonly (readonly number[])[], each: number, spread: number): Float32Array[] {
  const random = createRandom(3);
  return centres.flatMap((centre) =>
    Array.from({ length: each }, () => Float32Array.from(centre, (x) => x + spread * random.normal())),
  );
}
const CORNERS = [
  [0, 0, 0],
  [10, 0, 0],
  [0, 10, 0],
  [0, 0, 10],
];

test("finds the clouds that points were drawn from, from any seed", () => {
  const points = clouds(CORNERS, 40, 1);
  for (const seed of [1, 2, 3, 4, 5]) {
    const { nearest } = fitKMeans(points, 4, createRandom(seed));
    const found = CORNERS.map((_, c) => new Set(nearest.subarray(c * 40, c * 40 + 40)));
    expect(found.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    expect(new Set(found.flatMap((set) => [...set])).size).toBe(4);
  }
});

test("the silhouette is highest at the number of clouds", () => {
  const points = clouds(CORNERS, 30, 1.5);
  const measured = [2, 3, 4, 5, 6].map((k) => {
    return measureSilhouette(points, fitKMeans(points, k, createRandom(1)).nearest, k);
  });
  expect(measured.indexOf(Math.max(...measured))).toBe(2);
});

test("a step never makes the distances larger, and leaves no centre without points", () => {
  const points = clouds([[0, 0]], 200, 3);
  // Two centres so far off that no point is theirs.
  let fit = assignPoints(
    points,
    [
      [0, 0],
      [99, 99],
      [-99, 99],
    ].map((centre) => Float32Array.from(centre)),
  );
  for (let i = 0; i < 20; i++) {
    const next = stepKMeans(points, fit);
    if (i > 1) expect(next.inertia).toBeLessThanOrEqual(fit.inertia + 1e-6);
    fit = next;
  }
  expect(new Set(fit.nearest).size).toBe(3);
});

test("the silhouette of four points on a line is that of its definition", () => {
  const points = [0, 1, 4, 6].map((x) => Float32Array.of(x));
  const expected = [(5 - 1) / 5, (4 - 1) / 4, (3.5 - 2) / 3.5, (5.5 - 2) / 5.5].reduce((sum, s) => sum + s, 0) / 4;
  expect(measureSilhouette(points, Int32Array.of(0, 0, 1, 1), 2)).toBeCloseTo(expected, 12);
  expect(() => fitKMeans(points, 5, createRandom(1))).toThrow(RangeError);
});
