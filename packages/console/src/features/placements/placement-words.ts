import type { Condition, Exploration, Placement, PlacementRule, PolicyEvaluation } from "@rapport/contracts/placements";
import { t } from "../../lib/text.ts";

/** How what a placement says is told to people. */
export const STRATEGIES: Record<Placement["strategy"], string> = {
  personal: t("Personal list"),
  related: t("Related to the viewed item"),
  popular: t("What is popular"),
  trending: t("What is wanted more than usual"),
  newest: t("What is new"),
};

export const FALLBACKS: Record<Placement["fallback"][number], string> = {
  popular: t("what is popular"),
  newest: t("what is new"),
  without_only_rules: t("the list without its “only” rules"),
};

export const RULES: Record<PlacementRule["kind"], { label: string; note: string }> = {
  pin: { label: t("Pin"), note: t("an item to a place") },
  only: { label: t("Only"), note: t("items that pass") },
  exclude: { label: t("Exclude"), note: t("items that pass") },
  bury: { label: t("Bury"), note: t("items that pass, behind all others") },
  boost: { label: t("Boost"), note: t("the score of items that pass") },
  margin: { label: t("Margin"), note: t("what earns more stands higher") },
  repeat: { label: t("Repeat"), note: t("what the person only did this with") },
  category_cap: { label: t("Category cap"), note: t("at most so many of one category") },
  calibrate: { label: t("Calibrate"), note: t("categories as in the person’s history") },
};

export const COMPARISONS: Record<Condition["op"], string> = {
  eq: t("is"),
  ne: t("is not"),
  in: t("is one of"),
  not_in: t("is none of"),
  lt: t("is less than"),
  lte: t("is at most"),
  gt: t("is more than"),
  gte: t("is at least"),
  contains: t("contains"),
  exists: t("is there"),
  missing: t("is not there"),
};

export const POLICIES: Record<Exploration["policy"], string> = {
  none: t("None: the best score first"),
  linucb: "LinUCB",
  thompson: t("Thompson sampling"),
  epsilon_greedy: t("Epsilon greedy"),
};

export const JUDGED: Record<PolicyEvaluation["policies"][number]["name"], { label: string; note: string }> = {
  logged: { label: t("What served"), note: t("The policy whose decisions are in the log.") },
  ranking: { label: t("Best score first"), note: t("No exploration: the model's first item always.") },
  uniform: { label: t("Any at random"), note: t("Each candidate with the same probability.") },
  linucb: { label: "LinUCB", note: t("The highest upper bound of a linear model of the reward.") },
  thompson: { label: t("Thompson sampling"), note: t("A draw from what a linear model thinks possible.") },
  epsilon_greedy: { label: t("Epsilon greedy"), note: t("The best estimate, and a random item now and then.") },
};

/** Keys of a record that has exactly them. */
export function keysOf<T extends string>(record: Record<T, unknown>): T[] {
  // as: Object.keys widens to string[]; the records above have exactly the keys of their type
  return Object.keys(record) as T[];
}
