import { BUCKETS } from "./assign-variant.ts";

type Range = [from: number, to: number];

/**
 * Takes `count` of the buckets that no range of `taken` has, the lowest first, as few ranges as that gives.
 * @returns undefined when fewer are free
 */
export function takeBuckets(taken: readonly Range[], count: number): Range[] | undefined {
  const ranges: Range[] = [];
  let missing = count;
  let from = 0;
  for (const [start, end] of [...taken, [BUCKETS, BUCKETS] as const].toSorted(([one], [other]) => one - other)) {
    const to = Math.min(start, from + missing);
    if (to > from) {
      ranges.push([from, to]);
      missing -= to - from;
    }
    from = Math.max(from, end);
  }
  return missing === 0 ? ranges : undefined;
}
