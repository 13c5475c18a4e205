import type { FALLBACKS, Placement } from "@rapport/contracts/placements";
import type { HistoryEntry, RankedItem, Recommender, RecommendQuery } from "@rapport/engine/recommender";
import type { Shelf } from "../catalog/shelf.ts";
import { isAvailableAt } from "../catalog/shelf.ts";
import { maskOf } from "../placements/item-masks.ts";
import type { PlacedItem } from "../placements/rank-items.ts";
import { filler, rankItems } from "../placements/rank-items.ts";

export type ChooseInput = {
  recommender: Recommender;
  shelf: Shelf;
  placement: Placement;
  /** What the person did, and what the request says is going on now. */
  past: readonly HistoryEntry[];
  present: readonly HistoryEntry[];
  exclude: readonly string[];
  /** In place of what is popular with everybody. */
  popularity?: ReadonlyMap<string, number> | undefined;
  category: string | undefined;
  limit: number;
  nowMs: number;
  /** True for the untreated: what is popular, by the same rules of what may be shown. */
  heldOut: boolean;
};

/** Candidates that reach the rules, per place in the list and at least. */
const POOL = { perPlace: 3, least: 50 } as const;

/**
 * The list of a placement: the model's candidates, its rules, and what fills the places that are left, with what of the
 * history speaks for each. `fellBack` says that a step of the fallback was needed.
 */
export function chooseItems(input: ChooseInput): { list: PlacedItem[]; fellBack: boolean } {
  const history = historyFor(input);
  const { list, fellBack } = fillList(input, history);
  // After the rules, because reasons cost more than the ranking and rules leave a few of the candidates.
  return { list: input.recommender.explain(list, { history, nowMs: input.nowMs }), fellBack };
}

function fillList(input: ChooseInput, spoken: readonly HistoryEntry[]): { list: PlacedItem[]; fellBack: boolean } {
  const { placement, limit } = input;
  const ranked = input.heldOut || placement.strategy !== "newest" ? ask(input, spoken) : newest(input, POOL.least);
  const list = rankItems({ ...input, ranked, history: spoken, isEligible: eligibility(input) });
  if (list.length >= limit) return { list, fellBack: false };
  const before = list.length;
  for (const step of placement.fallback) fill(list, takeStep(input, step), step, limit);
  return { list, fellBack: list.length > before };
}

/** Strategies that show everybody the same. */
const IMPERSONAL: ReadonlySet<Placement["strategy"]> = new Set(["popular", "trending", "newest"]);

/** What speaks for candidates: the present alone where things should go with it, nothing where all are shown the same. */
function historyFor({ placement, past, present, heldOut }: ChooseInput): HistoryEntry[] {
  if (heldOut || IMPERSONAL.has(placement.strategy)) return [];
  if (placement.strategy === "related" && present.length > 0) return [...present];
  return [...past, ...present];
}

function ask(input: ChooseInput, history: readonly HistoryEntry[], strict = true): RankedItem[] {
  const { recommender, shelf, placement, category, limit, nowMs } = input;
  const mask = maskOf(recommender, shelf, placement, nowMs, strict);
  const repeat = repeatable(input);
  const query: RecommendQuery = {
    history,
    exclude: hidden(input, repeat),
    repeat,
    limit: Math.max(limit * POOL.perPlace, POOL.least),
    diversity: 0,
    unexplained: true,
    nowMs,
    ...(input.popularity && !input.heldOut && { popularity: input.popularity }),
    trending: placement.strategy === "trending" && !input.heldOut,
    ...(category === undefined ? {} : { category }),
    ...(mask ? { mask } : {}),
  };
  return recommender.recommend(query);
}

/** Items of the history that the placement lets come again: those with which nothing else was done. */
function repeatable({ placement, past }: ChooseInput): Set<string> {
  const allowed = new Set<string>();
  for (const rule of placement.rules)
    if (rule.kind === "repeat") for (const action of rule.actions) allowed.add(action);
  if (allowed.size === 0) return allowed;
  const barred = new Set(past.filter(({ action }) => !allowed.has(action)).map(({ itemId }) => itemId));
  return new Set(past.map(({ itemId }) => itemId).filter((id) => !barred.has(id)));
}

/** What is at hand or in the past stays out, also where it does not speak. */
function hidden({ past, present, exclude }: ChooseInput, repeat: ReadonlySet<string>): Set<string> {
  const ids = new Set(exclude);
  for (const { itemId } of present) ids.add(itemId);
  for (const { itemId } of past) if (!repeat.has(itemId)) ids.add(itemId);
  return ids;
}

function eligibility(input: ChooseInput): (itemId: string) => boolean {
  const { shelf, nowMs, recommender, placement } = input;
  // Most lists ask about no item.
  let out: Set<string> | undefined;
  return (itemId) => {
    const item = shelf.items.get(itemId);
    out ??= hidden(input, repeatable(input));
    if (!item || out.has(itemId) || !isAvailableAt(item, nowMs)) return false;
    const mask = maskOf(recommender, shelf, placement, nowMs);
    return mask === undefined || recommender.isIn(mask, itemId);
  };
}

function takeStep(input: ChooseInput, step: (typeof FALLBACKS)[number]): RankedItem[] {
  if (step === "popular") return ask(input, []);
  if (step === "newest") return newest(input, input.limit);
  return ask(input, [], false);
}

/** By the beginning of their validity, the latest first; items that have always been valid come last, by id. */
function newest(input: ChooseInput, size: number): RankedItem[] {
  const isEligible = eligibility(input);
  const category = input.category?.trim().toLowerCase();
  return [...input.shelf.items.values()]
    .filter((item) => category === undefined || item.categories.some((name) => name.trim().toLowerCase() === category))
    .sort((a, b) => (b.validFrom ?? "").localeCompare(a.validFrom ?? "") || (a.id < b.id ? -1 : 1))
    .filter(({ id }) => isEligible(id))
    .slice(0, Math.max(size, input.limit))
    .map(({ id }, rank) => ({ ...filler(id), score: 1 / (rank + 1), generators: { popularity: 1 } }));
}

function fill(list: PlacedItem[], from: readonly RankedItem[], step: string, limit: number): void {
  const known = new Set(list.map(({ itemId }) => itemId));
  for (const item of from) {
    if (list.length >= limit) return;
    if (!known.has(item.itemId)) list.push({ ...item, rules: [`filled in: ${step.replaceAll("_", " ")}`] });
  }
}
