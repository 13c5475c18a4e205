/** Steps of the power method: the direction need not be exact, it only has to part what lies apart. */
const POWER_STEPS = 3;
/** Runs up to which comparing all with all costs less than an order does. */
const FEW_RUNS = 8;
/** Points that a direction is found from. */
const TOLD = 250;
/** The smaller side of a cut holds at least this share. */
const LEAST_SHARE = 0.15;

/**
 * An order in which neighbours lie close together, in runs of `run`: all are cut in two across the direction in which they spread
 * most, where the two sides are most alike within (Otsu, 1979), and each side again. Cuts fall between runs.
 * O(n × (d + log n) × log n).
 */
export function orderBySplits(points: readonly Float32Array[], run: number): Int32Array {
  const order = Int32Array.from(points, (_, i) => i);
  const open: [number, number][] = points.length <= FEW_RUNS * run ? [] : [[0, points.length]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [from, to] = next;
    if (to - from <= run) continue;
    const part = order.subarray(from, to);
    const keys = projectOnSpread(points, part);
    const count = chooseCut(keys.toSorted(), run);
    partition(keys, part, count);
    const at = from + count;
    open.push([from, at], [at, to]);
  }
  return order;
}

/** Where each point lies along the direction of the largest variance, which a part of them tells well enough. */
function projectOnSpread(points: readonly Float32Array[], part: Int32Array): Float64Array {
  const dimensions = points[part[0] ?? 0]?.length ?? 0;
  const told = part.filter((_, i) => i % Math.ceil(part.length / TOLD) === 0);
  const mean = new Float64Array(dimensions);
  for (const i of told) {
    const point = points[i];
    for (let k = 0; k < dimensions; k++) mean[k] = (mean[k] ?? 0) + (point?.[k] ?? 0) / told.length;
  }
  // From a point towards the mean: a direction in which something lies.
  let direction = Float64Array.from(mean, (value, k) => (points[part[0] ?? 0]?.[k] ?? 0) - value);
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = new Float64Array(dimensions);
    for (const i of told) {
      const point = points[i];
      let key = 0;
      for (let k = 0; k < dimensions; k++) key += ((point?.[k] ?? 0) - (mean[k] ?? 0)) * (direction[k] ?? 0);
      for (let k = 0; k < dimensions; k++) next[k] = (next[k] ?? 0) + key * ((point?.[k] ?? 0) - (mean[k] ?? 0));
    }
    const length = Math.hypot(...next);
    if (!(length > 0)) break;
    direction = next.map((value) => value / length);
  }
  const keys = new Float64Array(part.length);
  for (let at = 0; at < part.length; at++) {
    const point = points[part[at] ?? 0];
    let key = 0;
    for (let k = 0; k < dimensions; k++) key += (point?.[k] ?? 0) * (direction[k] ?? 0);
    keys[at] = key;
  }
  return keys;
}

/** The cut between runs that leaves the least variance on its sides. */
function chooseCut(keys: Float64Array, run: number): number {
  const count = keys.length;
  const total = keys.reduce((sum, key) => sum + key, 0);
  const least = Math.min(
    Math.max(run, Math.floor((count * LEAST_SHARE) / run) * run),
    Math.floor((count - 1) / run) * run,
  );
  let [best, most] = [least, Number.NEGATIVE_INFINITY];
  let sum = 0;
  for (let at = 1; at < count; at++) {
    sum += keys[at - 1] ?? 0;
    if (at % run !== 0 || at < least || count - at < Math.min(least, count - least)) continue;
    const between = at * (count - at) * (sum / at - (total - sum) / (count - at)) ** 2;
    if (between > most) [best, most] = [at, between];
  }
  return best;
}

/** Quickselect (Hoare, 1961): the `count` smallest keys, with what belongs to them, come first. */
function partition(keys: Float64Array, values: Int32Array, count: number): void {
  let [low, high] = [0, keys.length - 1];
  while (low < high) {
    const pivot = keys[(low + high) >> 1] ?? 0;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((keys[i] ?? 0) < pivot) i++;
      while ((keys[j] ?? 0) > pivot) j--;
      if (i > j) break;
      const [key, value] = [keys[i] ?? 0, values[i] ?? 0];
      keys[i] = keys[j] ?? 0;
      values[i++] = values[j] ?? 0;
      keys[j] = key;
      values[j--] = value;
    }
    if (count <= j) high = j;
    else if (count >= i) low = i;
    else return;
  }
}
