import type { BehaviourRow } from "@rapport/store/queries/lookalike";
import { ACTION_WEIGHTS } from "../recommendations/extract-interactions.ts";
import type { ItemAction } from "../recommendations/interaction.ts";

/** Names of events and traits that one person's vector takes in: an attacker may invent any number. */
const MAX_NAMES = 200;
/** Longest trait value that tells people apart; longer ones are texts that nobody shares. */
const MAX_VALUE = 64;
/** What everybody's traits differ in says nothing about what they are like. */
const PERSONAL = new Set(["email", "name", "firstName", "lastName", "phone", "avatar", "id", "username"]);
/** A category gathers what its items scatter; both by the simulated shop (`bench:lookalike`, other seeds than it prints). */
const CATEGORY_FACTOR = 8;
const ITEM_FACTOR = 0.25;

/** What a person does, by feature: items and their categories, names of events, traits that people share. */
export function behaviourFeatures(
  { traits, counters, recentItems }: Omit<BehaviourRow, "id">,
  categoriesOf: (itemId: string) => readonly string[],
): Map<string, number> {
  const features = new Map<string, number>();
  const add = (name: string, weight: number) => features.set(name, (features.get(name) ?? 0) + weight);
  for (const [itemId, action] of recentItems) {
    const weight = isAction(action) ? ACTION_WEIGHTS[action] : 1;
    add(`item ${itemId}`, weight * ITEM_FACTOR);
    for (const category of categoriesOf(itemId)) add(`category ${category}`, weight * CATEGORY_FACTOR);
  }
  for (const [name, count] of Object.entries(counters).slice(0, MAX_NAMES)) add(`event ${name}`, count);
  for (const [key, value] of Object.entries(traits).slice(0, MAX_NAMES)) {
    if (PERSONAL.has(key) || (typeof value !== "string" && typeof value !== "boolean")) continue;
    const text = String(value);
    if (text.length <= MAX_VALUE) add(`trait ${key} ${text}`, 1);
  }
  return features;
}

function isAction(action: string): action is ItemAction {
  return Object.hasOwn(ACTION_WEIGHTS, action);
}
