import type { GoalDefinition } from "@rapport/contracts/intents";
import type { ActionHistories, ActionHistory } from "./action-history.ts";
import { DAY_MS, findTime } from "./action-history.ts";
import type { FeaturePlan } from "./build-features.ts";
import { buildFeatures, nameFeatures } from "./build-features.ts";

/** Rows for one goal: features as of a moment, and what happened within the horizon after it. */
export type PropensityRows = {
  names: string[];
  /** Row by row. */
  values: Float64Array[];
  labels: Float64Array;
  /** Whom each row is of, to keep one person's rows together. */
  people: string[];
};

/** Somebody who was silent for so long is no longer asked about: nothing would be learned from them. */
const ELIGIBLE_DAYS: Record<GoalDefinition["kind"], number> = { event: 90, inactivity: 30 };
const VOCABULARY = 15;
/** Moments in the past that are learned from, before the one that is measured on. */
const LEARNING_MOMENTS = 4;

/** Moments to learn from and the one to measure on, so that no horizon that is learned from reaches into the measured one. */
export function chooseMoments(definition: GoalDefinition, endMs: number): { learning: number[]; measuring: number } {
  const horizon = definition.horizonDays * DAY_MS;
  const step = Math.max(DAY_MS, horizon / 2);
  const measuring = endMs - horizon;
  const learning = Array.from({ length: LEARNING_MOMENTS }, (_, index) => measuring - horizon - index * step);
  return { learning, measuring };
}

/** The actions that most people did before a moment, and the goal's own: what has features of its own. */
export function planFeatures(histories: ActionHistories, definition: GoalDefinition, beforeMs: number): FeaturePlan {
  const people = new Float64Array(histories.actionNames.length);
  for (const history of histories.people) {
    // By people, not by events: one robot must not choose what is learned about everybody.
    for (const action of new Set(history.actions.subarray(0, findTime(history, beforeMs)))) {
      people[action] = (people[action] ?? 0) + 1;
    }
  }
  const ranked = histories.actionNames
    .map((name, index) => ({ name, count: people[index] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1));
  return {
    vocabulary: ranked.slice(0, VOCABULARY).map(({ name }) => name),
    goalAction: definition.kind === "event" ? definition.event : null,
  };
}

/** One row for each person at each moment who was about at that time. O(people × moments × events). */
export function collectRows(
  histories: ActionHistories,
  definition: GoalDefinition,
  plan: FeaturePlan,
  momentsMs: readonly number[],
): PropensityRows {
  const numberOf = new Map(histories.actionNames.map((name, index) => [name, index]));
  const goal = plan.goalAction === null ? -1 : (numberOf.get(plan.goalAction) ?? -1);
  const rows: PropensityRows = { names: nameFeatures(plan), values: [], labels: new Float64Array(), people: [] };
  const labels: number[] = [];
  for (const atMs of momentsMs) {
    for (const history of histories.people) {
      if (!isEligible(history, definition, atMs)) continue;
      rows.values.push(buildFeatures(history, atMs, plan, numberOf));
      rows.people.push(history.profileId);
      labels.push(labelOf(history, definition, goal, atMs));
    }
  }
  rows.labels = Float64Array.from(labels);
  return rows;
}

/** Whether the person did anything lately, as seen from the moment. */
export function isEligible(history: ActionHistory, { kind }: GoalDefinition, atMs: number): boolean {
  const last = history.timesMs[findTime(history, atMs) - 1];
  return last !== undefined && last >= atMs - ELIGIBLE_DAYS[kind] * DAY_MS;
}

function labelOf(history: ActionHistory, definition: GoalDefinition, goal: number, atMs: number): number {
  const from = findTime(history, atMs);
  const to = findTime(history, atMs + definition.horizonDays * DAY_MS);
  if (definition.kind === "inactivity") return to === from ? 1 : 0;
  return history.actions.subarray(from, to).includes(goal) ? 1 : 0;
}
