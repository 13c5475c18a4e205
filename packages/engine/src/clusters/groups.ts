/** Which of the numbers below a count are in one group: union-find with path halving (Tarjan and van Leeuwen, 1984). */
export type Groups = {
  /** The number that stands for the group. */
  find(member: number): number;
  /** Makes two groups one; false when they are already. */
  join(a: number, b: number): boolean;
};

/** Each number a group of its own at first; both operations are nearly O(1). */
export function createGroups(count: number): Groups {
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const sizes = new Int32Array(count).fill(1);
  const find = (member: number): number => {
    let at = member;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      parents[at] = parents[parent] ?? parent;
      at = parents[at] ?? at;
    }
    return at;
  };
  return {
    find,
    join(a, b) {
      let [large, small] = [find(a), find(b)];
      if (large === small) return false;
      if ((sizes[large] ?? 0) < (sizes[small] ?? 0)) [large, small] = [small, large];
      parents[small] = large;
      sizes[large] = (sizes[large] ?? 0) + (sizes[small] ?? 0);
      return true;
    },
  };
}
