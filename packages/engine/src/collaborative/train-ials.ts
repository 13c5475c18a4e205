import { createTileKernel, TILE, TILE_FLOATS } from "../linear-algebra/tile-kernel.ts";
import type { Random } from "../random.ts";
import type { Interactions } from "./interactions.ts";
import { itemsOfUser, transpose } from "./interactions.ts";
import type { Factors } from "./item-factors.ts";
import { createFactorSolver } from "./item-factors.ts";

/** Settings of iALS. */
export type IalsOptions = {
  /** Length of the vectors, at most 64: one tile. */
  dimensions: number;
  /** Sweeps over users and items. */
  sweeps: number;
  /** Weight of what was not touched beside what was, α₀ of the paper. */
  unobservedWeight: number;
  /** λ of the paper, scaled by the frequency of each user and item (ν = 1). */
  regularisation: number;
};

/**
 * Defaults: found on validation splits in the ranges of Rendle et al. (2022), whose experience is that regularisation
 * and unobserved weight must be tuned together and that more dimensions only help then.
 */
export const IALS_DEFAULTS: IalsOptions = {
  dimensions: 64,
  sweeps: 8,
  unobservedWeight: 0.1,
  regularisation: 0.01,
};

/** Where the parts lie in the memory of the kernel, in floats. */
type Layout = { users: number; items: number; gram: number; work: number; batch: number };
/** Vectors gathered for one product. */
const BATCH = 256;

/**
 * Implicit alternating least squares (Hu, Koren and Volinsky, ICDM 2008) in the form and with the frequency-scaled
 * regularisation of Rendle, Krichene, Zhang and Koren, "Revisiting the performance of iALS on item recommendation
 * benchmarks" (RecSys 2022). Each sweep solves every user and then every item exactly: O(entries × d² + (users + items)
 * × d³), the first part on the tile kernel. User vectors are not kept: `foldIn` solves for anybody's history.
 * @param start where to begin: random vectors, or a factorisation of nearly the same data, which needs few sweeps more
 * @param onProgress share that is done, 0–1
 */
export function trainIals(
  interactions: Interactions,
  options: IalsOptions,
  start: Random | Factors,
  onProgress: (share: number) => void = () => {},
): Factors {
  const { users, items } = interactions;
  const layout: Layout = { users: 0, items: users * TILE, gram: 0, work: 0, batch: 0 };
  layout.gram = layout.items + items * TILE;
  layout.work = layout.gram + TILE_FLOATS;
  layout.batch = layout.work + TILE_FLOATS;
  const kernel = createTileKernel(layout.batch + BATCH * TILE);
  const byItem = transpose(interactions);
  if ("gram" in start) kernel.floats.set(start.items.subarray(0, items * TILE), layout.items);
  else draw(kernel.floats, layout.items, items, options.dimensions, start);
  const solver = createFactorSolver(options);

  function solveSide(side: Interactions, own: number, others: number): void {
    sumSquares(kernel, others, side.items, layout.gram);
    for (let row = 0; row < side.users; row += 1) {
      const entries = itemsOfUser(side, row);
      kernel.floats.copyWithin(layout.work, layout.gram, layout.gram + TILE_FLOATS);
      scale(kernel.floats, layout.work, options.unobservedWeight);
      const target = solver.start();
      for (let from = 0; from < entries.length; from += BATCH) {
        const batch = entries.subarray(from, from + BATCH);
        gather(kernel.floats, others, batch, layout.batch, target);
        kernel.multiplyAdd(layout.work, layout.batch, layout.batch, batch.length);
      }
      const solved = solver.solve(kernel.floats, layout.work, entries.length, side.items);
      kernel.floats.set(solved, own + row * TILE);
    }
  }
  for (let sweep = 0; sweep < options.sweeps; sweep += 1) {
    solveSide(interactions, layout.users, layout.items);
    onProgress((sweep + 0.5) / options.sweeps);
    solveSide(byItem, layout.items, layout.users);
    onProgress((sweep + 1) / options.sweeps);
  }
  sumSquares(kernel, layout.items, items, layout.gram);
  return {
    options,
    items: kernel.floats.slice(layout.items, layout.gram),
    gram: kernel.floats.slice(layout.gram, layout.work),
  };
}

function draw(floats: Float32Array, start: number, rows: number, dimensions: number, random: Random): void {
  const deviation = 0.1 / Math.sqrt(dimensions);
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < dimensions; k += 1) floats[start + row * TILE + k] = deviation * random.normal();
  }
}

function sumSquares(kernel: ReturnType<typeof createTileKernel>, start: number, rows: number, gram: number): void {
  kernel.floats.fill(0, gram, gram + TILE_FLOATS);
  // In runs, so that small products are not lost beside a large sum.
  for (let row = 0; row < rows; row += 4_096) {
    const position = start + row * TILE;
    kernel.multiplyAdd(gram, position, position, Math.min(4_096, rows - row));
  }
}

function scale(floats: Float32Array, start: number, factor: number): void {
  for (let index = start; index < start + TILE_FLOATS; index += 1) floats[index] = (floats[index] ?? 0) * factor;
}

/** Copies the vectors of a batch together, and adds them to `sum`. */
function gather(floats: Float32Array, vectors: number, batch: Int32Array, to: number, sum: Float64Array): void {
  batch.forEach((row, place) => {
    const from = vectors + row * TILE;
    floats.copyWithin(to + place * TILE, from, from + TILE);
    for (let k = 0; k < TILE; k += 1) sum[k] = (sum[k] ?? 0) + (floats[from + k] ?? 0);
  });
}
