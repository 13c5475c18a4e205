/** Keeps the best `size` slots of those offered, by score, then by `compareTies`. O(log size) per offer that enters. */
export type TopK = {
  readonly size: number;
  /** Negative when the left slot comes before the right one. */
  readonly compareTies: (left: number, right: number) => number;
  /** Binary heap with the worst kept entry at its root. */
  readonly slots: Int32Array;
  readonly scores: Float64Array;
  count: number;
};

/** An empty selection. */
export function createTopK(size: number, compareTies: (left: number, right: number) => number): TopK {
  return { size, compareTies, slots: new Int32Array(size), scores: new Float64Array(size), count: 0 };
}

/** Offers a slot. */
export function offer(top: TopK, slot: number, score: number): void {
  const { slots, scores } = top;
  if (top.count < top.size) {
    slots[top.count] = slot;
    scores[top.count] = score;
    top.count += 1;
    siftUp(top, top.count - 1);
    return;
  }
  const worst = scores[0] ?? 0;
  // The common case of a hot loop: clearly worse than all that is kept.
  if (top.size === 0 || score < worst) return;
  if (score === worst && top.compareTies(slot, slots[0] ?? 0) >= 0) return;
  slots[0] = slot;
  scores[0] = score;
  siftDown(top);
}

/** The slots that were kept, in no order. Empties the selection. */
export function takeSlots(top: TopK): Int32Array {
  const { count } = top;
  top.count = 0;
  return top.slots.subarray(0, count);
}

/** What was kept, best first. Empties the selection. */
export function takeSorted(top: TopK): { slot: number; score: number }[] {
  const entries: { slot: number; score: number }[] = [];
  for (let index = 0; index < top.count; index += 1) {
    entries.push({ slot: top.slots[index] ?? 0, score: top.scores[index] ?? 0 });
  }
  top.count = 0;
  return entries.sort((left, right) => right.score - left.score || top.compareTies(left.slot, right.slot));
}

function isWorse(top: TopK, left: number, right: number): boolean {
  const leftScore = top.scores[left] ?? 0;
  const rightScore = top.scores[right] ?? 0;
  if (leftScore !== rightScore) return leftScore < rightScore;
  return top.compareTies(top.slots[left] ?? 0, top.slots[right] ?? 0) > 0;
}

function swap(top: TopK, left: number, right: number): void {
  const slot = top.slots[left] ?? 0;
  const score = top.scores[left] ?? 0;
  top.slots[left] = top.slots[right] ?? 0;
  top.scores[left] = top.scores[right] ?? 0;
  top.slots[right] = slot;
  top.scores[right] = score;
}

function siftUp(top: TopK, from: number): void {
  let index = from;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isWorse(top, index, parent)) return;
    swap(top, index, parent);
    index = parent;
  }
}

function siftDown(top: TopK): void {
  const { count } = top;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= count) return;
    const right = left + 1;
    const child = right < count && isWorse(top, right, left) ? right : left;
    if (!isWorse(top, child, index)) return;
    swap(top, index, child);
    index = child;
  }
}
