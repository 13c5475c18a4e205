import type { Interactions } from "../collaborative/interactions.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import type { Random } from "../random.ts";

/** Settings of a method, as they are reported. */
export type Parameters = Readonly<Record<string, number>>;

/** A method that can be evaluated: what it can be set to, and how it learns. */
export type Method = {
  readonly name: string;
  /** A baseline is reported; a generator is blended, too. */
  readonly role: "baseline" | "generator";
  /** Settings to choose from, on validation data only. */
  readonly grid: readonly Parameters[];
  /** Learns from a training part; work that settings share is done once. */
  prepare(train: Interactions, random: Random): (parameters: Parameters) => Scorer;
};

/** A method from a typed grid. */
export function defineMethod<P extends Parameters>(input: {
  name: string;
  role: Method["role"];
  grid: readonly P[];
  prepare(train: Interactions, random: Random): (parameters: P) => Scorer;
}): Method {
  // as: settings come from the grid, which has this type.
  return { ...input, prepare: (train, random) => input.prepare(train, random) as (parameters: Parameters) => Scorer };
}

/** All combinations of the values of some settings. */
export function combine<K extends string>(values: Record<K, readonly number[]>): Record<K, number>[] {
  let combined: Record<string, number>[] = [{}];
  for (const [name, choices] of Object.entries<readonly number[]>(values)) {
    combined = combined.flatMap((chosen) => choices.map((value) => ({ ...chosen, [name]: value })));
  }
  return combined as Record<K, number>[]; // as: every key of `values` was added to each
}

/** Remembers what was made for a key: settings that differ in serving only share what was learned. */
export function remember<V>(): (key: string, make: () => V) => V {
  const made = new Map<string, V>();
  return (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make();
    made.set(key, value);
    return value;
  };
}
