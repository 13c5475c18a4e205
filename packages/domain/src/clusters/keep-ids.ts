/** Share of the people of both, old and new, that must be in both for a cluster to be the same. */
const SAME = 0.3;

/**
 * Ids for the clusters of a new fit: that of the old cluster with which each has most people in common, by share of both
 * (Jaccard), the closest pair first; none where no old one is close.
 * @param placeOf new cluster by person
 * @param known old cluster by person
 */
export function keepIds(
  placeOf: ReadonlyMap<string, number>,
  known: ReadonlyMap<string, string>,
  k: number,
): (string | undefined)[] {
  const both = new Map<string, { place: number; id: string; n: number }>();
  const sizes = new Map<string | number, number>();
  const grow = (key: string | number) => sizes.set(key, (sizes.get(key) ?? 0) + 1);
  for (const [person, place] of placeOf) {
    grow(place);
    const id = known.get(person);
    if (id === undefined) continue;
    grow(id);
    const pair = both.get(`${place} ${id}`) ?? { place, id, n: 0 };
    both.set(`${place} ${id}`, { ...pair, n: pair.n + 1 });
  }
  const ids = new Array<string | undefined>(k).fill(undefined);
  const overlap = ({ place, id, n }: { place: number; id: string; n: number }) =>
    n / ((sizes.get(place) ?? 0) + (sizes.get(id) ?? 0) - n);
  for (const pair of [...both.values()].sort((a, b) => overlap(b) - overlap(a))) {
    if (overlap(pair) < SAME || ids[pair.place] !== undefined || ids.includes(pair.id)) continue;
    ids[pair.place] = pair.id;
  }
  return ids;
}
