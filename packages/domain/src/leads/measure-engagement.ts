import type { LeadReason, PutLeadCriteria } from "@rapport/contracts/leads";
import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { ActionHistory } from "../intents/action-history.ts";
import { DAY_MS } from "../intents/action-history.ts";
import type { Measured } from "./measure-fit.ts";

/** What a model expects of a person, beside what is usual in the project. */
export type Expected = {
  goal: string;
  horizonDays: number;
  probability: number;
  baseRate: number;
  /** What weighs most in it, in words with its log-odds. */
  because: readonly string[];
};

/** Reasons by events that are told; the rest is one sum. */
const MAX_EVENTS = 5;

/**
 * How much somebody turns to the project now. Each event counts its points, halved with every half-life; so much as
 * `halfPoints` is 50 of 100: 100 · s / (s + halfPoints). Where a model answers the goal it counts as much as the events: the
 * probability p is 100 · p / (p + base rate), so that what is usual is 50, too. O(events).
 */
export function measureEngagement(
  criteria: PutLeadCriteria,
  history: { events: ActionHistory | undefined; actionNames: readonly string[] },
  { nowMs, expected }: { nowMs: number; expected: Expected | undefined },
): Measured {
  const share = expected ? 0.5 : 1;
  const byEvents = measureEvents(criteria, history, nowMs);
  const reasons = byEvents.reasons.map((reason) => ({ ...reason, points: reason.points * share }));
  if (!expected) return { value: byEvents.value, reasons };
  const byModel = 50 * (expected.probability / (expected.probability + Math.max(1e-6, expected.baseRate)));
  return { value: byEvents.value * share + byModel, reasons: [toReason(expected, byModel), ...reasons] };
}

function toReason({ goal, horizonDays, probability, baseRate, because }: Expected, points: number): LeadReason {
  return {
    axis: "engagement",
    code: `intent:${goal}`,
    text: `Expected to reach “${goal}” within ${horizonDays} days`,
    points,
    evidence: [`probability ${percent(probability)}, usual are ${percent(baseRate)}`, ...because].join("; "),
  };
}

/** What says who somebody is, or tells of our own conclusions, is nothing that they did. */
const NO_ACTS = new Set(["identify", "alias", "group", ...Object.values(SEGMENT_EVENTS)]);

type Signal = { points: number; times: number; lastMs: number };

function measureEvents(
  { signals, otherPoints, halfLifeDays, halfPoints }: PutLeadCriteria,
  { events, actionNames }: { events: ActionHistory | undefined; actionNames: readonly string[] },
  nowMs: number,
): Measured {
  const pointsOf = new Map(signals.map(({ event, points }) => [event, points]));
  const found = new Map<string, Signal>();
  for (const [index, action] of (events?.actions ?? new Int32Array()).entries()) {
    const name = actionNames[action] ?? "";
    if (NO_ACTS.has(name)) continue;
    const timeMs = events?.timesMs[index] ?? 0;
    const ageDays = Math.max(0, nowMs - timeMs) / DAY_MS;
    const { points, times } = found.get(name) ?? { points: 0, times: 0 };
    const value = (pointsOf.get(name) ?? otherPoints) * 2 ** (-ageDays / halfLifeDays);
    found.set(name, { points: points + value, times: times + 1, lastMs: timeMs });
  }
  const all = [...found].filter(([, { points }]) => points > 0).sort(([, a], [, b]) => b.points - a.points);
  const sum = all.reduce((total, [, { points }]) => total + points, 0);
  const scale = 100 / (sum + halfPoints);
  const reasons = all.slice(0, MAX_EVENTS).map(([name, signal]) => describe(name, signal, scale));
  const rest = all.slice(MAX_EVENTS);
  if (rest.length > 0) reasons.push(describeRest(rest, scale));
  return { value: sum * scale, reasons };
}

function describe(name: string, { points, times, lastMs }: Signal, scale: number): LeadReason {
  const evidence = `${times} ${times === 1 ? "time" : "times"}, the last on ${new Date(lastMs).toISOString().slice(0, 10)}`;
  return { axis: "engagement", code: `event:${name}`, text: `Did “${name}”`, points: points * scale, evidence };
}

function describeRest(rest: readonly [string, Signal][], scale: number): LeadReason {
  const points = rest.reduce((total, [, signal]) => total + signal.points * scale, 0);
  const evidence = rest.map(([name, { times }]) => `${times} × “${name}”`).join(", ");
  return { axis: "engagement", code: "event:*", text: "Did other things", points, evidence: evidence.slice(0, 500) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
