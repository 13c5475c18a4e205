import type { Condition, Exploration, Placement, PlacementRule, PolicyEvaluation } from "@rapport/contracts/placements";

/** How what a placement says is told to people. */
export const STRATEGIES: Record<Placement["strategy"], string> = {
  personal: "Personal list",
  related: "Related to the viewed item",
  popular: "What is popular",
  trending: "What is wanted more than usual",
  newest: "What is new",
};

export const FALLBACKS: Record<Placement["fallback"][number], string> = {
  popular: "what is popular",
  newest: "what is new",
  without_only_rules: "the list without its “only” rules",
};

export const RULES: Record<PlacementRule["kind"], { label: string; note: string }> = {
  pin: { label: "Pin", note: "an item to a place" },
  only: { label: "Only", note: "items that pass" },
  exclude: { label: "Exclude", note: "items that pass" },
  bury: { label: "Bury", note: "items that pass, behind all others" },
  boost: { label: "Boost", note: "the score of items that pass" },
  margin: { label: "Margin", note: "what earns more stands higher" },
  repeat: { label: "Repeat", note: "what the person only did this with" },
  category_cap: { label: "Category cap", note: "at most so many of one category" },
  calibrate: { label: "Calibrate", note: "categories as in the person’s history" },
};

export const COMPARISONS: Record<Condition["op"], string> = {
  eq: "is",
  ne: "is not",
  in: "is one of",
  not_in: "is none of",
  lt: "is less than",
  lte: "is at most",
  gt: "is more than",
  gte: "is at least",
  contains: "contains",
  exists: "is there",
  missing: "is not there",
};

export const POLICIES: Record<Exploration["policy"], string> = {
  none: "None: the best score first",
  linucb: "LinUCB",
  thompson: "Thompson sampling",
  epsilon_greedy: "Epsilon greedy",
};

export const JUDGED: Record<PolicyEvaluation["policies"][number]["name"], { label: string; note: string }> = {
  logged: { label: "What served", note: "The policy whose decisions are in the log." },
  ranking: { label: "Best score first", note: "No exploration: the model's first item always." },
  uniform: { label: "Any at random", note: "Each candidate with the same probability." },
  linucb: { label: "LinUCB", note: "The highest upper bound of a linear model of the reward." },
  thompson: { label: "Thompson sampling", note: "A draw from what a linear model thinks possible." },
  epsilon_greedy: { label: "Epsilon greedy", note: "The best estimate, and a random item now and then." },
};

/** Keys of a record that has exactly them. */
export function keysOf<T extends string>(record: Record<T, unknown>): T[] {
  // as: Object.keys widens to string[]; the records above have exactly the keys of their type
  return Object.keys(record) as T[];
}
