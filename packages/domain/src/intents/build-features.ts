import type { ActionHistory } from "./action-history.ts";
import { DAY_MS, findTime, LOOK_BACK_DAYS, MAX_FEATURE_EVENTS } from "./action-history.ts";

/** What the features of a model are made of; kept with it, so that it is asked with the features it has learned. */
export type FeaturePlan = {
  /** Actions that have features of their own. */
  vocabulary: string[];
  /** The goal's action; null where the goal is that nothing happens. */
  goalAction: string | null;
};

const EVENT_WINDOWS = [1, 3, 7, 14, 30, 90] as const;
const VISIT_WINDOWS = [7, 30, 90] as const;
const GOAL_WINDOWS = [7, 30, 90] as const;
const ACTION_WINDOW = 14;
/** A pause that ends a visit. */
const VISIT_GAP_MS = 30 * 60_000;

/** Names of the features, in the order of `buildFeatures`. */
export function nameFeatures(plan: FeaturePlan): string[] {
  return [
    "days_since_first",
    "days_since_last",
    ...EVENT_WINDOWS.map((days) => `events_${days}d`),
    ...VISIT_WINDOWS.flatMap((days) => [`visits_${days}d`, `active_days_${days}d`]),
    "days_between_visits",
    "silence_ratio",
    "pace_7d",
    ...GOAL_WINDOWS.map((days) => `goal_${days}d`),
    "days_since_goal",
    "value_30d",
    "value_90d",
    "identified",
    "last_hour",
    "weekend_share",
    ...plan.vocabulary.flatMap((action) => [`count_${ACTION_WINDOW}d:${action}`, `days_since:${action}`]),
  ];
}

/**
 * What is known of a person just before a moment: nothing at or after it counts, so that learning from the past and asking now
 * see the same. Missing facts (no last purchase) are NaN. O(events × 1).
 * @param numberOf numbers of the plan's actions in the history
 */
export function buildFeatures(
  history: ActionHistory,
  atMs: number,
  plan: FeaturePlan,
  numberOf: ReadonlyMap<string, number>,
): Float64Array {
  const end = findTime(history, atMs);
  const start = Math.max(findTime(history, atMs - LOOK_BACK_DAYS * DAY_MS), end - MAX_FEATURE_EVENTS);
  const span = { history, start, end, atMs };
  const goal = plan.goalAction === null ? -1 : (numberOf.get(plan.goalAction) ?? -1);
  return Float64Array.from([
    ...describeActivity(span),
    ...describeGoal(span, goal),
    ...describeHabits(span),
    ...describeActions(
      span,
      plan.vocabulary.map((action) => numberOf.get(action) ?? -1),
    ),
  ]);
}

/** A stretch of a history before a moment. */
type Span = { history: ActionHistory; start: number; end: number; atMs: number };

function describeActivity(span: Span): number[] {
  const { history, start, end, atMs } = span;
  const daysAgo = (index: number) => (atMs - (history.timesMs[index] ?? Number.NaN)) / DAY_MS;
  const isEmpty = end <= start;
  const counts = EVENT_WINDOWS.map((days) => countWithin(span, days));
  const visits = VISIT_WINDOWS.map((days) => countVisits(span, days));
  const [, , lastWeek = 0, , lastMonth = 0] = counts;
  const since = isEmpty ? Number.NaN : daysAgo(end - 1);
  const lastVisits = visits.at(-1)?.visits ?? 0;
  const known = isEmpty ? Number.NaN : Math.min(90, daysAgo(start));
  const between = lastVisits > 1 ? known / lastVisits : Number.NaN;
  return [
    isEmpty ? Number.NaN : daysAgo(start),
    since,
    ...counts,
    ...visits.flatMap((window) => [window.visits, window.days]),
    between,
    since / between,
    lastMonth > 0 ? lastWeek / 7 / (lastMonth / 30) : Number.NaN,
  ];
}

function describeGoal(span: Span, goal: number): number[] {
  const { history, start, end, atMs } = span;
  const times: number[] = [];
  let value30 = 0;
  let value90 = 0;
  for (let index = start; index < end; index += 1) {
    const daysAgo = (atMs - (history.timesMs[index] ?? 0)) / DAY_MS;
    if (history.actions[index] === goal) times.push(daysAgo);
    const value = history.values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (daysAgo <= 30) value30 += value;
    if (daysAgo <= 90) value90 += value;
  }
  const counts = GOAL_WINDOWS.map((days) => times.filter((daysAgo) => daysAgo <= days).length);
  return [...counts, times.at(-1) ?? Number.NaN, value30, value90];
}

function describeHabits({ history, start, end }: Span): number[] {
  let identified = 0;
  let weekend = 0;
  for (let index = start; index < end; index += 1) {
    identified = Math.max(identified, history.identified[index] ?? 0);
    const day = new Date(history.timesMs[index] ?? 0).getUTCDay();
    if (day === 0 || day === 6) weekend += 1;
  }
  const last = history.timesMs[end - 1];
  if (last === undefined || end <= start) return [identified, Number.NaN, Number.NaN];
  return [identified, new Date(last).getUTCHours(), weekend / (end - start)];
}

function describeActions({ history, start, end, atMs }: Span, actions: readonly number[]): number[] {
  const places = new Map(actions.map((action, place) => [action, place]));
  const described = actions.flatMap(() => [0, Number.NaN]);
  for (let index = start; index < end; index += 1) {
    const place = places.get(history.actions[index] ?? -1);
    if (place === undefined) continue;
    const daysAgo = (atMs - (history.timesMs[index] ?? 0)) / DAY_MS;
    if (daysAgo <= ACTION_WINDOW) described[2 * place] = (described[2 * place] ?? 0) + 1;
    described[2 * place + 1] = daysAgo;
  }
  return described;
}

function countWithin({ history, start, end, atMs }: Span, days: number): number {
  return end - Math.max(start, Math.min(end, findTime(history, atMs - days * DAY_MS)));
}

function countVisits(span: Span, days: number): { visits: number; days: number } {
  const { history, end } = span;
  let visits = 0;
  let previous = -Infinity;
  const active = new Set<number>();
  for (let index = end - countWithin(span, days); index < end; index += 1) {
    const timeMs = history.timesMs[index] ?? 0;
    if (timeMs - previous > VISIT_GAP_MS) visits += 1;
    previous = timeMs;
    active.add(Math.floor(timeMs / DAY_MS));
  }
  return { visits, days: active.size };
}
