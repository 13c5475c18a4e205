/** A point and the value there. */
type Vertex = { point: number[]; value: number };

/**
 * Finds a minimum near `start` without derivatives: the simplex of Nelder and Mead (1965) with the parameters that Gao and Han
 * (2012) adapt to the dimension, begun anew from its result until that no longer moves.
 */
export function minimize(loss: (point: readonly number[]) => number, start: readonly number[]): Vertex {
  let best = { point: [...start], value: loss(start) };
  for (let round = 0; round < 5; round += 1) {
    const found = descend(loss, best.point);
    const moved = best.value - found.value;
    if (found.value <= best.value) best = found;
    if (moved < 1e-9 * (1 + Math.abs(found.value))) break;
  }
  return best;
}

const MAX_STEPS = 2_000;
const TOLERANCE = 1e-12;

function descend(loss: (point: readonly number[]) => number, start: readonly number[]): Vertex {
  const size = start.length;
  const at = (point: number[]): Vertex => ({ point, value: loss(point) });
  const simplex = [
    at([...start]),
    ...start.map((_, axis) => at(start.map((value, index) => value + (index === axis ? 0.5 : 0)))),
  ];
  const [expansion, contraction, shrinkage] = [1 + 2 / size, 0.75 - 1 / (2 * size), 1 - 1 / size];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    simplex.sort((left, right) => left.value - right.value);
    const [best, worst] = [simplex[0], simplex[size]];
    if (best === undefined || worst === undefined) break;
    if (Math.abs(worst.value - best.value) <= TOLERANCE * (1 + Math.abs(best.value))) break;
    const centre = start.map(
      (_, axis) => simplex.slice(0, size).reduce((sum, { point }) => sum + (point[axis] ?? 0), 0) / size,
    );
    const along = (factor: number) =>
      at(centre.map((value, axis) => value + factor * (value - (worst.point[axis] ?? 0))));
    const next = chooseMove(along, best, simplex[size - 1] ?? worst, worst, expansion, contraction);
    if (next !== undefined) {
      simplex[size] = next;
      continue;
    }
    for (let index = 1; index <= size; index += 1) {
      const point = simplex[index]?.point ?? [];
      simplex[index] = at(
        point.map((value, axis) => (best.point[axis] ?? 0) + shrinkage * (value - (best.point[axis] ?? 0))),
      );
    }
  }
  return simplex.reduce((best, vertex) => (vertex.value < best.value ? vertex : best));
}

/** The point that takes the worst one's place; undefined when the simplex must shrink. */
function chooseMove(
  along: (factor: number) => Vertex,
  best: Vertex,
  second: Vertex,
  worst: Vertex,
  expansion: number,
  contraction: number,
): Vertex | undefined {
  const reflected = along(1);
  if (reflected.value < best.value) {
    const expanded = along(expansion);
    return expanded.value < reflected.value ? expanded : reflected;
  }
  if (reflected.value < second.value) return reflected;
  const isOutside = reflected.value < worst.value;
  const contracted = along(isOutside ? contraction : -contraction);
  return contracted.value < Math.min(reflected.value, worst.value) ? contracted : undefined;
}
