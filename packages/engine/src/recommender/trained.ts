import type { Folder } from "../collaborative/item-factors.ts";
import { createFolder } from "../collaborative/item-factors.ts";
import { addItemWeights } from "../collaborative/item-weights.ts";
import type { SessionScratch } from "../collaborative/session-neighbours.ts";
import { addSessionVotes, createSessionScratch } from "../collaborative/session-neighbours.ts";
import type { TrainedModel } from "../collaborative/trained-model.ts";
import { TILE } from "../linear-algebra/tile-kernel.ts";
import { growInt32, grownCapacity } from "./capacity.ts";
import type { WeighedEntry } from "./history.ts";
import type { ItemTable } from "./items.ts";

/** A trained model at work: its item numbers tied to the slots of the live recommender. */
export type Trained = {
  readonly model: TrainedModel;
  /** Vectors by slot, so that their scores come in the order of the columns. */
  readonly folder: Folder;
  readonly numbers: ReadonlyMap<string, number>;
  /** Slot by item number, −1 where the recommender does not know the item. */
  readonly slotOf: Int32Array;
  /** Item number by slot, −1 where training has not seen the item. */
  numberOf: Int32Array;
  /** 1 where a slot has a vector, of training or fed. */
  hasVector: Uint8Array;
  readonly scratch: SessionScratch;
};

/** Generators that need a training run. */
export const TRAINED_GENERATORS = ["ease", "factors", "sessions"] as const;
export type TrainedGenerator = (typeof TRAINED_GENERATORS)[number];

/** Ties a trained model to the items that are known; O(its items). */
export function attachTrained(model: TrainedModel, items: ItemTable): Trained {
  const numbers = new Map(model.itemIds.map((id, number) => [id, number]));
  const numberOf = new Int32Array(items.states.length).fill(-1);
  const slotOf = new Int32Array(model.itemIds.length).fill(-1);
  for (const [id, slot] of items.slots) {
    const number = numbers.get(id);
    if (number === undefined) continue;
    numberOf[slot] = number;
    slotOf[number] = slot;
  }
  const folder = createFolder(model.factors, numberOf.subarray(0, items.ids.length));
  const hasVector = Uint8Array.from(numberOf, (number) => Number(number >= 0));
  return { model, folder, numbers, slotOf, numberOf, hasVector, scratch: createSessionScratch(model.sessions) };
}

/** Follows the item table: a slot got an item, or lost it. */
export function tieSlot(trained: Trained, slot: number, id: string | undefined): void {
  if (slot >= trained.numberOf.length) {
    const capacity = grownCapacity(trained.numberOf.length, slot + 1);
    trained.numberOf = growInt32(trained.numberOf, capacity, -1);
    const hasVector = new Uint8Array(capacity);
    hasVector.set(trained.hasVector);
    trained.hasVector = hasVector;
  }
  const before = trained.numberOf[slot] ?? -1;
  if (before >= 0) trained.slotOf[before] = -1;
  const number = id === undefined ? -1 : (trained.numbers.get(id) ?? -1);
  trained.numberOf[slot] = number;
  trained.hasVector[slot] = Number(number >= 0);
  trained.folder.reserve(slot + 1);
  trained.folder.put(slot, number);
  if (number >= 0) trained.slotOf[number] = slot;
}

/** Gives an item that training has not seen, once more when its content has changed, the mean vector of trained ones that it is like, weighed by likeness. */
export function feedFactors(trained: Trained, slot: number, alike: readonly { slot: number; score: number }[]): void {
  const { numberOf, folder } = trained;
  if ((numberOf[slot] ?? -1) >= 0) return;
  const vector = new Float32Array(TILE);
  let total = 0;
  for (const { slot: other, score } of alike) {
    if ((numberOf[other] ?? -1) < 0) continue;
    folder.vectorOf(other).forEach((value, k) => {
      vector[k] = (vector[k] ?? 0) + score * value;
    });
    total += score;
  }
  if (total === 0) return;
  folder.vectorOf(slot).set(vector.map((value) => value / total));
  trained.hasVector[slot] = 1;
}

/** What training knows of a history: how many of its items, and 0–1 their share of its weight. */
export type TrainedEvidence = { readonly known: number; readonly evidence: number };

/**
 * Lets each trained generator score all items; undefined where training has seen nothing of the history.
 * @param history newest first
 * @param columns scores by item slot to be added to
 */
export function scoreTrained(
  trained: Trained,
  history: readonly WeighedEntry[],
  columns: Record<TrainedGenerator, Float32Array>,
): TrainedEvidence | undefined {
  const { model, folder, slotOf, numberOf, hasVector } = trained;
  const { settings } = model;
  const known: { item: number; weight: number }[] = [];
  const inTraining: number[] = [];
  let evidence = 0;
  for (const { slot, weight } of history) {
    if (hasVector[slot] !== 1) continue;
    evidence += weight;
    known.push({ item: slot, weight: settings.factorsDecay ** known.length });
    const item = numberOf[slot] ?? -1;
    if (item >= 0) inTraining.push(item);
  }
  if (known.length === 0) return undefined;
  inTraining.forEach((item, rank) => {
    addItemWeights(model.ease, item, settings.easeDecay ** rank, columns.ease, slotOf);
  });
  addSessionVotes(model.sessions, settings.sessions, inTraining, columns.sessions, trained.scratch, slotOf);
  columns.factors.set(folder.score(known));
  return { known: known.length, evidence };
}
