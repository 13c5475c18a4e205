import type { Condition } from "@rapport/contracts/placements";
import type { ShelvedItem } from "../catalog/shelf.ts";

type Fact = string | number | boolean;

const DAY_MS = 86_400_000;

/** Whether an item passes all conditions. Texts compare without letter case; of a list, one value is enough. */
export function matchConditions(conditions: readonly Condition[], item: ShelvedItem, nowMs: number): boolean {
  return conditions.every((condition) => matchCondition(condition, readFacts(condition.field, item, nowMs)));
}

/** Whether an answer of `matchConditions` may change as time passes, with nothing else happening. */
export function dependsOnTime(conditions: readonly Condition[]): boolean {
  return conditions.some(({ field }) => field === "ageDays");
}

function matchCondition(condition: Condition, facts: readonly Fact[]): boolean {
  switch (condition.op) {
    case "exists":
      return facts.length > 0;
    case "missing":
      return facts.length === 0;
    case "eq":
      return facts.some((fact) => isSame(fact, condition.value));
    case "ne":
      return !facts.some((fact) => isSame(fact, condition.value));
    case "in":
      return facts.some((fact) => condition.values.some((value) => isSame(fact, value)));
    case "not_in":
      return !facts.some((fact) => condition.values.some((value) => isSame(fact, value)));
    case "contains":
      return facts.some((fact) => typeof fact === "string" && fold(fact).includes(fold(condition.value)));
    default:
      return facts.some((fact) => typeof fact === "number" && compare(condition.op, fact, condition.value));
  }
}

function compare(op: "lt" | "lte" | "gt" | "gte", fact: number, value: number): boolean {
  if (op === "lt") return fact < value;
  if (op === "lte") return fact <= value;
  return op === "gt" ? fact > value : fact >= value;
}

/** What an item says about a field; nothing where it says nothing. */
function readFacts(field: string, item: ShelvedItem, nowMs: number): readonly Fact[] {
  switch (field) {
    case "type":
      return [item.type];
    case "category":
      return item.categories;
    case "tag":
      return item.tags;
    case "priceCents":
      return asFacts(item.priceCents);
    case "stock":
      return asFacts(item.stock);
    case "margin":
      return asFacts(marginOf(item));
    case "ageDays":
      return item.validFrom === null ? [] : [(nowMs - Date.parse(item.validFrom)) / DAY_MS];
    default: {
      const value = item.attributes[field.slice("attributes.".length)];
      return Array.isArray(value) ? value : asFacts(value);
    }
  }
}

/** Share of the price that is not cost, at most 1; null where either is not known. A price below cost has none. */
export function marginOf({ priceCents, costCents }: ShelvedItem): number | null {
  if (priceCents === null || costCents === null || priceCents === 0) return null;
  return Math.max(0, (priceCents - costCents) / priceCents);
}

function asFacts(value: Fact | null | undefined): readonly Fact[] {
  return value === null || value === undefined ? [] : [value];
}

function isSame(fact: Fact, value: Fact): boolean {
  return typeof fact === "string" && typeof value === "string" ? fold(fact) === fold(value) : fact === value;
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
