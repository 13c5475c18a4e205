import type { BehaviourRow } from "@rapport/store/queries/lookalike";
import { behaviourFeatures } from "../lookalike/behaviour-features.ts";

/** Features that a description names, and the share of its people that each must have at least. */
const FEATURES = 6;
const LEAST_SHARE = 0.2;
/** How much more often its people must have it: what nearly all do sets nobody apart. */
const LEAST_MORE = 0.05;
/** Features that a name is made of. */
const NAMED = 2;

export type Description = { name: string; features: { name: string; share: number; shareOfAll: number }[] };

/**
 * What the people of each cluster do more often than all: features by the difference of their shares. Items are left to their
 * categories, which more people have in common.
 */
export function describeClusters(
  groups: readonly (readonly BehaviourRow[])[],
  categoriesOf: (itemId: string) => readonly string[],
): Description[] {
  const counts = groups.map((rows) => countFeatures(rows, categoriesOf));
  const people = groups.reduce((sum, rows) => sum + rows.length, 0);
  const all = new Map<string, number>();
  for (const count of counts) for (const [name, n] of count) all.set(name, (all.get(name) ?? 0) + n);
  return groups.map((rows, i) => {
    const features = [...(counts[i] ?? [])]
      .map(([name, n]) => ({ name, share: n / rows.length, shareOfAll: (all.get(name) ?? 0) / people }))
      .filter(({ share, shareOfAll }) => share >= LEAST_SHARE && share - shareOfAll >= LEAST_MORE)
      .sort((a, b) => b.share - b.shareOfAll - (a.share - a.shareOfAll) || (a.name < b.name ? -1 : 1))
      .slice(0, FEATURES);
    const words = features.slice(0, NAMED).map(({ name }) => name.replace(/^(category|event|trait) /, ""));
    return { name: words.join(" · ") || `Cluster ${i + 1}`, features };
  });
}

function countFeatures(rows: readonly BehaviourRow[], categoriesOf: (itemId: string) => readonly string[]) {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const name of behaviourFeatures(row, categoriesOf).keys()) {
      if (!name.startsWith("item ")) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
