import type { ModelMetrics } from "@rapport/contracts/models";
import type { NextActionModel } from "@rapport/engine/next-action";
import { fitNextAction, predictNextAction } from "@rapport/engine/next-action";
import type { ActionHistories, ActionHistory } from "./action-history.ts";
import { DAY_MS, findTime } from "./action-history.ts";

/** What people do next, and the names of what they do. */
export type NextActionFit = { model: { markov: NextActionModel; actionNames: string[] }; metrics: ModelMetrics };
/** When people act: counts by hour of the day, UTC. */
export type SendTimeFit = { model: { hourCounts: number[] }; metrics: ModelMetrics };

/** Actions that are told apart; the rest is one. */
const MAX_ACTIONS = 200;
const REST = "(other)";
const MEASURED_DAYS = 7;
const MIN_STEPS = 200;
/** Steps that are measured: more would not change the third digit. */
const MAX_MEASURED = 20_000;

/**
 * Learns the next action from all but the last seven days and measures it on those, beside always naming the most frequent.
 */
export function fitNextActions(histories: ActionHistories, endMs: number): NextActionFit | { skipped: string } {
  const { actionNames, numberOf } = rankActions(histories);
  const sequences = histories.people.map((history) => ({
    actions: Array.from(history.actions, (action) => numberOf[action] ?? 0),
    cut: findTime(history, endMs - MEASURED_DAYS * DAY_MS),
  }));
  const markov = fitNextAction(
    sequences.map(({ actions, cut }) => actions.slice(0, cut)),
    actionNames.length,
  );
  let steps = 0;
  const measured = { hitRate: 0, hitRateOf3: 0, logLoss: 0 };
  const frequent = { hitRate: 0, logLoss: 0 };
  const shares = predictNextAction(markov, []);
  const top = shares.indexOf(Math.max(...shares));
  for (const { actions, cut } of sequences) {
    for (let index = Math.max(cut, 1); index < actions.length && steps < MAX_MEASURED; index += 1) {
      const next = actions[index] ?? 0;
      const probabilities = predictNextAction(markov, actions.slice(Math.max(0, index - markov.order), index));
      const better = probabilities.filter((value) => value > (probabilities[next] ?? 0)).length;
      steps += 1;
      measured.hitRate += better < 1 ? 1 : 0;
      measured.hitRateOf3 += better < 3 ? 1 : 0;
      measured.logLoss -= Math.log(Math.max(1e-12, probabilities[next] ?? 0));
      frequent.hitRate += next === top ? 1 : 0;
      frequent.logLoss -= Math.log(Math.max(1e-12, shares[next] ?? 0));
    }
  }
  if (steps < MIN_STEPS)
    return { skipped: `${steps} actions within the last ${MEASURED_DAYS} days, ${MIN_STEPS} are needed` };
  const metrics = { ...divide(measured, steps), steps, mostFrequent: divide(frequent, steps) };
  return { model: { markov, actionNames }, metrics };
}

/**
 * Counts the project's actions by hour, and measures how much of the last seven days lies in the three hours that were busiest
 * before, beside the eighth of three hours drawn at random.
 */
export function fitSendTime(histories: ActionHistories, endMs: number): SendTimeFit | { skipped: string } {
  const cutMs = endMs - MEASURED_DAYS * DAY_MS;
  const before = countHours(histories.people, -Infinity, cutMs);
  const after = countHours(histories.people, cutMs, endMs);
  const actions = after.reduce((sum, count) => sum + count, 0);
  if (actions < MIN_STEPS)
    return { skipped: `${actions} actions within the last ${MEASURED_DAYS} days, ${MIN_STEPS} are needed` };
  const busiest = [...before.keys()].sort((left, right) => (before[right] ?? 0) - (before[left] ?? 0)).slice(0, 3);
  const share = busiest.reduce((sum, hour) => sum + (after[hour] ?? 0), 0) / actions;
  const hourCounts = before.map((count, hour) => count + (after[hour] ?? 0));
  return {
    model: { hourCounts },
    metrics: { shareInBestHours: share, actions, anyHours: { shareInBestHours: 3 / 24 } },
  };
}

/** Actions of a person by hour of the day. */
export function countHours(people: readonly ActionHistory[], fromMs: number, toMs: number): number[] {
  const counts = new Array<number>(24).fill(0);
  for (const { timesMs } of people) {
    for (const timeMs of timesMs) {
      if (timeMs < fromMs || timeMs >= toMs) continue;
      const hour = new Date(timeMs).getUTCHours();
      counts[hour] = (counts[hour] ?? 0) + 1;
    }
  }
  return counts;
}

/** The most frequent actions, and for each of the histories' numbers its number among these. */
function rankActions({ people, actionNames }: ActionHistories): { actionNames: string[]; numberOf: number[] } {
  const counts = new Float64Array(actionNames.length);
  for (const { actions } of people) for (const action of actions) counts[action] = (counts[action] ?? 0) + 1;
  const ranked = [...counts.keys()].sort((left, right) => (counts[right] ?? 0) - (counts[left] ?? 0));
  const kept = ranked.slice(0, MAX_ACTIONS);
  const places = new Map(kept.map((action, place) => [action, place]));
  const numberOf = actionNames.map((_, action) => places.get(action) ?? kept.length);
  return { actionNames: [...kept.map((action) => actionNames[action] ?? ""), REST], numberOf };
}

function divide<T extends Record<string, number>>(sums: T, count: number): Record<keyof T & string, number> {
  // as: the entries are those of T
  return Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, sum / count])) as Record<
    keyof T & string,
    number
  >;
}
