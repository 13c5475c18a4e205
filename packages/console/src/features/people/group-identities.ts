import type { Merge } from "@rapport/contracts/merges";
import type { Profile } from "@rapport/contracts/profiles";

export type Identity = Profile["identities"][number];
/** Ids that came to a person at once: by a merge, or from the start where there is none. */
export type IdentityBand = { merge: Merge | undefined; ids: readonly Identity[]; hidden: number };
export type IdentityGraph = { bands: readonly IdentityBand[]; hiddenMerges: number };

/** Most of a person's ids and merges that are drawn; the lists have the others. */
const MOST_IDS = 60;
const MOST_MERGES = 10;

/**
 * The ids of a person under what brought them: those that no standing merge moved first, then each merge into them, the oldest first,
 * an undone one without ids. Of more than 60 ids every band keeps as fair a share as it can use.
 */
export function groupIdentities(profile: Pick<Profile, "id" | "identities">, merges: readonly Merge[]): IdentityGraph {
  const into = merges.filter((merge) => merge.into.profileId === profile.id);
  const moved = new Map<string, Merge>();
  // The latest merge that moved an id is the one that brought it here.
  for (const merge of into.filter(({ undoneAt }) => undoneAt === null).toReversed()) {
    for (const identity of merge.identities) moved.set(keyOf(identity), merge);
  }
  const shown = into.slice(0, MOST_MERGES);
  // Of many, devices are left out before user ids.
  const all = profile.identities.toSorted((a, b) => Number(b.kind === "user") - Number(a.kind === "user"));
  const idsOf = (merge: Merge) => all.filter((id) => moved.get(keyOf(id)) === merge);
  const known = new Set<Merge | undefined>(shown);
  const own = all.filter((id) => !known.has(moved.get(keyOf(id))));
  const bands = [{ merge: undefined, ids: own }, ...shown.toReversed().map((merge) => ({ merge, ids: idsOf(merge) }))];
  const most = fairShare(
    bands.map(({ ids }) => ids.length),
    MOST_IDS,
  );
  return {
    bands: bands.map(({ merge, ids }) => ({ merge, ids: ids.slice(0, most), hidden: Math.max(0, ids.length - most) })),
    hiddenMerges: into.length - shown.length,
  };
}

const keyOf = ({ kind, value }: Identity) => `${kind} ${value}`;

/** The largest share for each of so many parts with which all of them together stay within `most`. O(n log n). */
function fairShare(sizes: readonly number[], most: number): number {
  let left = most;
  const sorted = sizes.toSorted((a, b) => a - b);
  for (const [index, size] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - index));
    if (size > share) return share;
    left -= size;
  }
  return most;
}
