import type { Condition, Placement } from "@rapport/contracts/placements";
import type { ItemMask, Recommender } from "@rapport/engine/recommender";
import type { Shelf, ShelvedItem } from "../catalog/shelf.ts";
import { dependsOnTime, matchConditions } from "./match-conditions.ts";

type Kept = { mask: ItemMask | undefined; placementVersion: number; shelfVersion: number; untilMs: number };

/** Conditions on an item's age are looked at again after this. */
const AGE_MS = 60_000;

/** By model, because a mask goes by its slots; a model that is replaced takes its masks along. */
const masks = new WeakMap<Recommender, Map<string, Kept>>();

/**
 * The items that a placement may show, by what its rules and its type say of them; undefined where it may show all. Made
 * anew when the placement or the catalog has changed. @param strict false leaves out what `only` rules demand
 */
export function maskOf(
  recommender: Recommender,
  shelf: Shelf,
  placement: Placement,
  nowMs: number,
  strict = true,
): ItemMask | undefined {
  const kept = masks.get(recommender) ?? new Map<string, Kept>();
  masks.set(recommender, kept);
  const key = `${strict}:${placement.name}`;
  const known = kept.get(key);
  if (known?.placementVersion === placement.version && known.shelfVersion === shelf.version && nowMs < known.untilMs) {
    return known.mask;
  }
  const tests = testsOf(placement, strict);
  const accept = (item: ShelvedItem) =>
    tests.every(({ conditions, wanted }) => matchConditions(conditions, item, nowMs) === wanted);
  const mask =
    tests.length === 0
      ? undefined
      : recommender.mask((id) => {
          const item = shelf.items.get(id);
          return item !== undefined && accept(item);
        });
  const untilMs = tests.some(({ conditions }) => dependsOnTime(conditions)) ? nowMs + AGE_MS : Number.POSITIVE_INFINITY;
  kept.set(key, { mask, placementVersion: placement.version, shelfVersion: shelf.version, untilMs });
  return mask;
}

function testsOf({ itemType, rules }: Placement, strict: boolean): { conditions: Condition[]; wanted: boolean }[] {
  const tests = rules.flatMap((rule) => {
    if (rule.kind === "only" && strict) return [{ conditions: rule.when, wanted: true }];
    return rule.kind === "exclude" ? [{ conditions: rule.when, wanted: false }] : [];
  });
  if (itemType === null) return tests;
  return [{ conditions: [{ op: "eq", field: "type", value: itemType }], wanted: true }, ...tests];
}
