import type { Accumulator } from "./accumulator.ts";
import { matchesConditions } from "./matches-conditions.ts";
import type { MeasureReading, MeasureState } from "./measure-state.ts";
import { measureDueAt, mergeMeasures, readMeasure } from "./measure-state.ts";
import { averageOf, countEvents, largestOf, smallestOf, sumOf } from "./number-accumulators.ts";
import type { Calculation, Measure, Observation, TraitDefinition } from "./trait-definition.ts";
import type { Wheel } from "./trait-window.ts";
import { createWheel } from "./trait-window.ts";
import { uniqueCountOf } from "./unique-accumulator.ts";
import { firstOf, lastOf, listOf, mostFrequentOf } from "./value-accumulators.ts";

export type { Observation, TraitDefinition, TraitValue } from "./trait-definition.ts";

/** What one person's events add up to; JSON of a bounded size, kept by the caller. */
export type TraitState = { of?: MeasureState | undefined; per?: MeasureState | undefined };

/** A computed trait, ready to run. States of one trait form a commutative monoid under `merge`. */
export type CompiledTrait = {
  /** Names of the events that can change it. */
  eventNames: ReadonlySet<string>;
  /** Width of a bucket of a rolling window in ms; undefined where the window does not roll. */
  bucketMs: number | undefined;
  /** State of some events; undefined when none of them counts. */
  fold: (observations: Iterable<Observation>, nowMs: number) => TraitState | undefined;
  /** What two parts of one person's events make together as of `nowMs`; undefined when nothing is left of them. */
  merge: (a: TraitState | undefined, b: TraitState | undefined, nowMs: number) => TraitState | undefined;
  /** Value at `nowMs`, that of no events included. */
  read: (state: TraitState | undefined, nowMs: number) => MeasureReading;
  /** When the value may change without an event, ms since the epoch; undefined for never. */
  dueAt: (state: TraitState | undefined) => number | undefined;
};

/** Folded at a time: between two cuts the cells of that many events are in memory. */
const CHUNK = 512;

/** Makes a trait's definition runnable. Folding costs O(events), reading O(buckets). */
export function compileTrait({ measure, per, window }: TraitDefinition): CompiledTrait {
  const wheel = createWheel(window);
  const of = compileMeasure(measure, wheel);
  const ratioTo = per && compileMeasure(per, wheel);
  const merge: CompiledTrait["merge"] = (a, b, nowMs) =>
    toState(of.merge([a?.of, b?.of], nowMs), ratioTo?.merge([a?.per, b?.per], nowMs));
  return {
    eventNames: new Set([...measure.events, ...(per?.events ?? [])]),
    bucketMs: wheel.bucketMs,
    fold: (observations, nowMs) => {
      const all = [...observations];
      return toState(of.fold(all, nowMs), ratioTo?.fold(all, nowMs));
    },
    merge,
    read: (state, nowMs) => {
      const reading = of.read(state?.of, nowMs);
      return ratioTo ? divide(reading, ratioTo.read(state?.per, nowMs)) : reading;
    },
    dueAt: (state) => {
      const times = [of.dueAt(state?.of), ratioTo?.dueAt(state?.per)].filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
}

function toState(of: MeasureState | undefined, per: MeasureState | undefined): TraitState | undefined {
  return of || per ? { ...(of ? { of } : {}), ...(per ? { per } : {}) } : undefined;
}

/** Nothing by something is 0, something by nothing is unknown. */
function divide(a: MeasureReading, b: MeasureReading): MeasureReading {
  const isEstimate = a.isEstimate || b.isEstimate;
  if (typeof a.value !== "number" || typeof b.value !== "number" || b.value === 0) return { value: null, isEstimate };
  return { value: a.value / b.value, isEstimate };
}

function compileMeasure({ events, where, calculation }: Measure, wheel: Wheel) {
  const names = new Set(events);
  const accumulator = createAccumulator(calculation);
  const merge = (parts: readonly (MeasureState | undefined)[], nowMs: number) =>
    mergeMeasures(accumulator, wheel, parts, nowMs);
  const observe = (observation: Observation): MeasureState | undefined => {
    if (!names.has(observation.name)) return undefined;
    const bucket = wheel.bucketOf(observation.atMs);
    if (bucket === undefined || !matchesConditions(observation, where)) return undefined;
    const cell = accumulator.of(observation);
    return cell === undefined ? undefined : { cells: { [bucket]: cell } };
  };
  return {
    merge,
    fold: (observations: readonly Observation[], nowMs: number) => {
      let state: MeasureState | undefined;
      for (let i = 0; i < observations.length; i += CHUNK) {
        state = merge([state, ...observations.slice(i, i + CHUNK).map(observe)], nowMs);
      }
      return state;
    },
    read: (state: MeasureState | undefined, nowMs: number) => readMeasure(accumulator, wheel, state, nowMs),
    dueAt: (state: MeasureState | undefined) => measureDueAt(wheel, state),
  };
}

function createAccumulator(calculation: Calculation): Accumulator {
  switch (calculation.kind) {
    case "count":
      return countEvents;
    case "sum":
      return sumOf(calculation.property);
    case "average":
      return averageOf(calculation.property);
    case "min":
      return smallestOf(calculation.property);
    case "max":
      return largestOf(calculation.property);
    case "first":
      return firstOf(calculation.property);
    case "last":
      return lastOf(calculation.property);
    case "unique_count":
      return uniqueCountOf(calculation.property);
    case "most_frequent":
      return mostFrequentOf(calculation.property);
    case "list":
      return listOf(calculation.property, calculation.limit);
  }
}
