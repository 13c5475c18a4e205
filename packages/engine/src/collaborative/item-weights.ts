/** A sparse matrix of weights from one item to others, row by row, each row ascending by target. */
export type ItemWeights = {
  /** Entries of item i are at starts[i] … starts[i + 1] − 1. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  readonly weights: Float32Array;
};

/**
 * Adds the row of an item, times a factor, to a column of scores.
 * @param places where each item's score is, −1 for one without; by its number when absent
 */
export function addItemWeights(
  rows: ItemWeights,
  item: number,
  factor: number,
  scores: Float64Array | Float32Array,
  places?: Int32Array,
): void {
  const { starts, targets, weights } = rows;
  const end = starts[item + 1] ?? 0;
  for (let entry = starts[item] ?? 0; entry < end; entry += 1) {
    const target = targets[entry] ?? 0;
    const place = places === undefined ? target : (places[target] ?? -1);
    if (place >= 0) scores[place] = (scores[place] ?? 0) + factor * (weights[entry] ?? 0);
  }
}

/** Collects rows in the order of the items. */
export function createItemWeightsWriter(items: number, capacity: number) {
  const starts = new Int32Array(items + 1);
  let targets = new Int32Array(capacity);
  let weights = new Float32Array(capacity);
  let count = 0;
  let rows = 0;
  return {
    add(target: number, weight: number): void {
      if (count === targets.length) {
        const longer = Math.max(64, count * 2);
        const [oldTargets, oldWeights] = [targets, weights];
        targets = new Int32Array(longer);
        weights = new Float32Array(longer);
        targets.set(oldTargets);
        weights.set(oldWeights);
      }
      targets[count] = target;
      weights[count] = weight;
      count += 1;
    },
    /** Ends the row of the next item. */
    endRow(): void {
      rows += 1;
      starts[rows] = count;
    },
    finish: (): ItemWeights => ({ starts, targets: targets.slice(0, count), weights: weights.slice(0, count) }),
  };
}
