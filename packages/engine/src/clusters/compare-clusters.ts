/**
 * How far two clusterings of the same points agree: the adjusted Rand index (Hubert and Arabie, 1985), 1 for the same groups,
 * about 0 for what chance would do. Any label, −1 too, is a group. O(n).
 */
export function compareClusters(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [left, right] = [new Map<number, number>(), new Map<number, number>()];
  const both = new Map<string, number>();
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i] ?? 0, b[i] ?? 0];
    left.set(one, (left.get(one) ?? 0) + 1);
    right.set(other, (right.get(other) ?? 0) + 1);
    const pair = `${one} ${other}`;
    both.set(pair, (both.get(pair) ?? 0) + 1);
  }
  const [ofLeft, ofRight, ofBoth] = [pairsOf(left), pairsOf(right), pairsOf(both)];
  const expected = (ofLeft * ofRight) / ((a.length * (a.length - 1)) / 2);
  const most = (ofLeft + ofRight) / 2;
  return most === expected ? 1 : (ofBoth - expected) / (most - expected);
}

function pairsOf(sizes: ReadonlyMap<unknown, number>): number {
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}
