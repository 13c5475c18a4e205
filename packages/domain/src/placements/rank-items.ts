import type { Placement, PlacementRule } from "@rapport/contracts/placements";
import type { HistoryEntry, RankedItem } from "@rapport/engine/recommender";
import { rerankList } from "@rapport/engine/reranking";
import type { Shelf, ShelvedItem } from "../catalog/shelf.ts";
import { marginOf, matchConditions } from "./match-conditions.ts";

/** An item on its way into the list, with what rules did to it. */
export type PlacedItem = RankedItem & { rules: string[]; pinned?: boolean };

/** An item with its score as rules want it; most of them do not reach the list, so nothing is copied here. */
type Weighed = {
  item: RankedItem;
  id: string;
  score: number;
  categories: readonly string[];
  rules: string[];
  buried: boolean;
};

type RankInput = {
  placement: Placement;
  shelf: Shelf;
  /** Best first. */
  ranked: readonly RankedItem[];
  history: readonly HistoryEntry[];
  limit: number;
  nowMs: number;
  /** Whether an item may be shown at all: a pin cannot bring back what is excluded, sold out or in the cart. */
  isEligible: (itemId: string) => boolean;
};

/** The model's list as the placement's rules want it: scores, then order, then fixed places. */
export function rankItems(input: RankInput): PlacedItem[] {
  const { placement, shelf, ranked, history, limit, nowMs } = input;
  const weighed = ranked.map((item) => weigh(item, shelf.items.get(item.itemId), placement.rules, nowMs));
  const inOrder = weighed.toSorted((left, right) => right.score - left.score);
  const options = {
    diversity: placement.diversity,
    caps: placement.rules.flatMap((rule) => (rule.kind === "category_cap" ? [rule] : [])),
    ...calibrationOf(placement.rules, shelf, history),
  };
  const kept = rerankList(
    inOrder.filter(({ buried }) => !buried),
    { limit, ...options },
  );
  // What is buried stands behind all others, and comes only where those do not fill the list.
  const last = inOrder.filter(({ buried }) => buried).slice(0, Math.max(0, limit - kept.length));
  return pin([...kept, ...last].map(toPlaced), input);
}

function weigh(
  item: RankedItem,
  shelved: ShelvedItem | undefined,
  rules: readonly PlacementRule[],
  nowMs: number,
): Weighed {
  const { itemId: id, score } = item;
  const weighed: Weighed = { item, id, score, categories: shelved?.categories ?? [], rules: [], buried: false };
  if (!shelved) return weighed;
  for (const rule of rules) {
    if (rule.kind === "boost" && matchConditions(rule.when, shelved, nowMs)) {
      weighed.score *= rule.factor;
      weighed.rules.push(`${rule.factor >= 1 ? "boosted" : "lowered"} ×${rule.factor}`);
    } else if (rule.kind === "margin") {
      const margin = marginOf(shelved) ?? 0;
      if (margin === 0 || rule.weight === 0) continue;
      weighed.score *= 1 + rule.weight * margin;
      weighed.rules.push("raised for its margin");
    } else if (rule.kind === "bury" && matchConditions(rule.when, shelved, nowMs) && !weighed.buried) {
      weighed.buried = true;
      weighed.rules.push("buried");
    }
  }
  return weighed;
}

/** Proportions of the most general categories in a history, by what its actions weigh. */
function calibrationOf(rules: readonly PlacementRule[], shelf: Shelf, history: readonly HistoryEntry[]) {
  const rule = rules.find(({ kind }) => kind === "calibrate");
  if (rule?.kind !== "calibrate" || rule.weight === 0) return {};
  const shares = new Map<string, number>();
  let total = 0;
  for (const { itemId, weight } of history) {
    const category = shelf.items.get(itemId)?.categories[0];
    if (category === undefined) continue;
    shares.set(category, (shares.get(category) ?? 0) + weight);
    total += weight;
  }
  if (total === 0) return {};
  for (const [category, weight] of shares) shares.set(category, weight / total);
  return { calibration: { weight: rule.weight, shares } };
}

/** Puts pinned items at their places, the first places first; the others make room. */
function pin(list: PlacedItem[], { placement, limit, ranked, isEligible }: RankInput): PlacedItem[] {
  const pins = placement.rules
    .flatMap((rule) => (rule.kind === "pin" ? [rule] : []))
    .sort((a, b) => a.position - b.position);
  for (const { itemId, position } of pins) {
    if (position >= limit || !isEligible(itemId)) continue;
    const at = list.findIndex((item) => item.itemId === itemId);
    const known = at < 0 ? ranked.find((item) => item.itemId === itemId) : list.splice(at, 1)[0];
    const item: PlacedItem = { ...(known ?? filler(itemId)), rules: [`pinned at ${position + 1}`], pinned: true };
    list.splice(Math.min(position, list.length), 0, item);
  }
  return list.slice(0, limit);
}

/** An item that stands where it does for no reason of a model. */
export function filler(itemId: string): RankedItem {
  return { itemId, score: 0, generators: {}, because: [] };
}

function toPlaced({ item, score, rules }: Weighed): PlacedItem {
  return { ...item, score, rules };
}
