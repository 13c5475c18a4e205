import type { Accumulator } from "./accumulator.ts";
import { readScalar, toNumber } from "./matches-conditions.ts";
import type { Observation } from "./trait-definition.ts";

/** Sums are whole millionths, because floating-point sums depend on their order. */
const SCALE = 1e6;
/** Beyond this a number is left out: no price is larger, and a sum of a million of them stays exact. */
const LARGEST = 1e12;

/** Millionths as text (JSON has no large integers), and how many numbers they are the sum of. */
type SumCell = [millionths: string, count: number];

export const countEvents: Accumulator<number> = {
  of: () => 1,
  merge: (cells) => cells.reduce((a, b) => a + b, 0),
  read: (cell) => cell,
  nothing: 0,
};

export function sumOf(property: string): Accumulator<SumCell> {
  return { ...sums(property), read: ([millionths]) => Number(millionths) / SCALE, nothing: 0 };
}

export function averageOf(property: string): Accumulator<SumCell> {
  return { ...sums(property), read: ([millionths, count]) => Number(millionths) / SCALE / count, nothing: null };
}

export function smallestOf(property: string): Accumulator<number> {
  return {
    of: (observation) => readNumber(observation, property),
    merge: (cells) => cells.reduce((a, b) => Math.min(a, b)),
    read: (cell) => cell,
    nothing: null,
  };
}

export function largestOf(property: string): Accumulator<number> {
  return { ...smallestOf(property), merge: (cells) => cells.reduce((a, b) => Math.max(a, b)) };
}

function sums(property: string): Pick<Accumulator<SumCell>, "of" | "merge"> {
  return {
    of: (observation) => {
      const value = readNumber(observation, property);
      return value === undefined ? undefined : [String(BigInt(Math.round(value * SCALE))), 1];
    },
    merge: (cells) => {
      let [millionths, count] = [0n, 0];
      for (const cell of cells) {
        millionths += BigInt(cell[0]);
        count += cell[1];
      }
      return [String(millionths), count];
    },
  };
}

function readNumber(observation: Observation, property: string): number | undefined {
  const value = toNumber(readScalar(observation, property));
  return value === undefined || Math.abs(value) > LARGEST ? undefined : value;
}
