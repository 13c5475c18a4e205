import type { RecommendedItem } from "@rapport/contracts/catalog";
import type { Explanation } from "@rapport/contracts/recommendations";
import type { HistoryEntry, RankedItem } from "@rapport/engine/recommender";

/** What was done, as the sentence says it. */
const VERBS: Record<string, string> = {
  viewed: "viewed",
  clicked: "looked at",
  engaged: "looked at",
  saved: "saved",
  added: "added",
  purchased: "bought",
};

/** Whose popularity a list is made of. */
export type PopularWith = "everybody" | "segments" | "segment" | "lately";
const POPULAR: Record<PopularWith, string> = {
  everybody: "Popular at the moment",
  segments: "Popular with people of the same segments",
  segment: "Popular in this segment",
  lately: "Wanted more than usual at the moment",
};

/** Items of the history that the sentence names. */
const NAMED = 2;

/** The latest entry of each item of a history, by its id; of those of the same time, the last one. */
export function latestEntries(history: readonly HistoryEntry[]): Map<string, HistoryEntry> {
  const latest = new Map<string, HistoryEntry>();
  for (const entry of history) {
    const known = latest.get(entry.itemId);
    if (!known || entry.timestampMs >= known.timestampMs) latest.set(entry.itemId, entry);
  }
  return latest;
}

/** Why an item was chosen, from the evidence that the generators gave: nothing is claimed that did not count. */
export function explain(
  ranked: RankedItem,
  latest: ReadonlyMap<string, HistoryEntry>,
  items: ReadonlyMap<string, RecommendedItem>,
  popularWith?: PopularWith,
): Explanation {
  const because = ranked.because.map(({ itemId, share }) => ({
    itemId,
    name: items.get(itemId)?.name ?? itemId,
    action: latest.get(itemId)?.action ?? "viewed",
    share: roundShare(share),
  }));
  const generators = roundShares(ranked.generators);
  return { text: sentence(ranked, because, items, popularWith), because, generators };
}

/** Nobody reads more of a share than hundredths of a per cent. */
const SHARE_STEPS = 1e4;

function roundShare(share: number): number {
  return Math.round(share * SHARE_STEPS) / SHARE_STEPS;
}

function roundShares(shares: RankedItem["generators"]): Record<string, number> {
  const rounded: Record<string, number> = {};
  for (const [name, share] of Object.entries(shares)) rounded[name] = roundShare(share);
  return rounded;
}

function sentence(
  ranked: RankedItem,
  because: Explanation["because"],
  items: ReadonlyMap<string, RecommendedItem>,
  popularWith: PopularWith = "everybody",
): string {
  const first = because[0];
  if (first) {
    const named = because.filter((evidence) => evidence.action === first.action).slice(0, NAMED);
    return `Because you ${VERBS[first.action] ?? "looked at"} ${named.map((evidence) => evidence.name).join(" and ")}`;
  }
  if (ranked.score > 0 && (ranked.generators.popularity ?? 0) > 0) return POPULAR[popularWith];
  const category = items.get(ranked.itemId)?.categories[0];
  return category === undefined ? "From the catalog" : `From ${category}`;
}
