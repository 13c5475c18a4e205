import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { createDotKernel } from "./dot-kernel.ts";

test("inner products of vectors of 64 with one vector, as many as asked for", () => {
  const random = createRandom(3);
  const kernel = createDotKernel(9);
  kernel.vectors.forEach((_, index) => {
    kernel.vectors[index] = random.normal();
  });
  kernel.query.forEach((_, index) => {
    kernel.query[index] = random.normal();
  });
  const products = kernel.multiply(7);
  expect(products).toHaveLength(7);
  products.forEach((product, row) => {
    const exact = kernel.query.reduce((sum, value, k) => sum + value * (kernel.vectors[row * 64 + k] ?? 0), 0);
    expect(product).toBeCloseTo(exact, 4);
  });
  expect(kernel.multiply(0)).toHaveLength(0);
});
