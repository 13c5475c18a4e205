import type { Observation, TraitValue } from "./trait-definition.ts";

/** Cells by bucket: what the events of each bucket add up to, as JSON. */
export type Cells<C = unknown> = Map<number, C>;

/**
 * How one calculation adds up. `merge` is commutative and associative, and `compact` depends on the cells alone, so that
 * no order, split or batch of the events can change what comes out.
 */
export interface Accumulator<C = unknown> {
  /** The cell of one event; undefined when the event says nothing. */
  of(observation: Observation): C | undefined;
  merge(cells: readonly C[]): C;
  /** Leaves out what no later reading can need, and bounds the rest. True when something was left out that could count. */
  compact?(cells: Cells<C>): boolean;
  read(cell: C): TraitValue;
  /** Value of no events. */
  readonly nothing: TraitValue;
}
