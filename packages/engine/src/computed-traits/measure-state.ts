import type { Accumulator, Cells } from "./accumulator.ts";
import type { TraitValue } from "./trait-definition.ts";
import type { Wheel } from "./trait-window.ts";

/** What one person's events add up to in one measure: JSON, kept by the caller between events. */
export type MeasureState = {
  /** Cells by bucket number. */
  cells: Record<string, unknown>;
  /** Set once something was left out that could have counted. */
  isEstimate?: true;
};

/** A measure's value, and whether it is exact. */
export type MeasureReading = { value: TraitValue; isEstimate: boolean };

/** Adds up parts of one person's events as of `nowMs`; undefined when nothing of them is in the window. */
export function mergeMeasures(
  accumulator: Accumulator,
  wheel: Wheel,
  parts: readonly (MeasureState | undefined)[],
  nowMs: number,
): MeasureState | undefined {
  const first = wheel.firstBucket(nowMs);
  const gathered = new Map<number, unknown[]>();
  for (const part of parts) {
    for (const [key, cell] of Object.entries(part?.cells ?? {})) {
      const bucket = Number(key);
      if (bucket < first) continue;
      const together = gathered.get(bucket);
      if (together) together.push(cell);
      else gathered.set(bucket, [cell]);
    }
  }
  if (gathered.size === 0) return undefined;
  const cells: Cells = new Map([...gathered].map(([bucket, all]) => [bucket, accumulator.merge(all)]));
  const isCut = accumulator.compact?.(cells) ?? false;
  const isEstimate = isCut || parts.some((part) => part?.isEstimate);
  const sorted = [...cells].sort(([a], [b]) => a - b);
  return { cells: Object.fromEntries(sorted), ...(isEstimate ? { isEstimate: true } : {}) };
}

/** The value of what is in the window at `nowMs`. */
export function readMeasure(
  accumulator: Accumulator,
  wheel: Wheel,
  state: MeasureState | undefined,
  nowMs: number,
): MeasureReading {
  const first = wheel.firstBucket(nowMs);
  const cells = Object.entries(state?.cells ?? {}).flatMap(([key, cell]) => (Number(key) < first ? [] : [cell]));
  if (cells.length === 0) return { value: accumulator.nothing, isEstimate: false };
  return { value: accumulator.read(accumulator.merge(cells)), isEstimate: state?.isEstimate === true };
}

/** When the oldest bucket leaves the window; undefined for never. */
export function measureDueAt(wheel: Wheel, state: MeasureState | undefined): number | undefined {
  const buckets = Object.keys(state?.cells ?? {}).map(Number);
  return buckets.length === 0 ? undefined : wheel.leavesAt(Math.min(...buckets));
}
