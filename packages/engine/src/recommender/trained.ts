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
  readonly folder: Folder;
  readonly numbers: ReadonlyMap<string, number>;
  /** Slot by item number, −1 where the recommender does not know the item. */
  readonly slotOf: Int32Array;
  /** Item number by slot, −1 without one. */
  numberOf: Int32Array;
  readonly scratch: SessionScratch;
};

/** Generators that need a training run. */
export const TRAINED_GENERATORS = ["ease", "factors", "sessions"] as const;
export type TrainedGenerator = (typeof TRAINED_GENERATORS)[number];

/** Items that get a vector from what they are like after the training run, at most. */
const SPARE_ITEMS = 4_096;

/** Ties a trained model to the items that are known; O(its items). */
export function attachTrained(model: TrainedModel, items: ItemTable): Trained {
  const folder = createFolder(model.factors, SPARE_ITEMS);
  const size = model.itemIds.length + SPARE_ITEMS;
  const trained: Trained = {
    model,
    folder,
    numbers: new Map(model.itemIds.map((id, number) => [id, number])),
    slotOf: new Int32Array(size).fill(-1),
    numberOf: new Int32Array(items.states.length).fill(-1),
    scratch: createSessionScratch(model.sessions),
  };
  for (const [id, slot] of items.slots) tieSlot(trained, slot, id);
  return trained;
}

/** Follows the item table: a slot got an item, or lost it. */
export function tieSlot(trained: Trained, slot: number, id: string | undefined): void {
  if (slot >= trained.numberOf.length) {
    trained.numberOf = growInt32(trained.numberOf, grownCapacity(trained.numberOf.length, slot + 1), -1);
  }
  const before = trained.numberOf[slot] ?? -1;
  if (before >= 0) trained.slotOf[before] = -1;
  const number = id === undefined ? -1 : (trained.numbers.get(id) ?? -1);
  trained.numberOf[slot] = number;
  if (number >= 0) trained.slotOf[number] = slot;
}

/** Gives an item that training has not seen, once more when its content has changed, the mean vector of trained ones that it is like, weighed by likeness. */
export function feedFactors(trained: Trained, slot: number, alike: readonly { slot: number; score: number }[]): void {
  const before = trained.numberOf[slot] ?? -1;
  if (before >= 0 && before < trained.model.itemIds.length) return;
  const vector = new Float32Array(TILE);
  let total = 0;
  for (const { slot: other, score } of alike) {
    const number = trained.numberOf[other] ?? -1;
    if (number < 0 || number >= trained.model.itemIds.length) continue;
    trained.folder.vectorOf(number).forEach((value, k) => {
      vector[k] = (vector[k] ?? 0) + score * value;
    });
    total += score;
  }
  if (total === 0) return;
  const mean = vector.map((value) => value / total);
  const number = before >= 0 ? before : trained.folder.add(mean);
  if (number < 0) return;
  trained.folder.vectorOf(number).set(mean);
  trained.slotOf[number] = slot;
  trained.numberOf[slot] = number;
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
  const { model, folder, slotOf, numberOf } = trained;
  const { settings } = model;
  const known: { item: number; weight: number }[] = [];
  const inTraining: number[] = [];
  let evidence = 0;
  for (const { slot, weight } of history) {
    const item = numberOf[slot] ?? -1;
    if (item < 0) continue;
    evidence += weight;
    known.push({ item, weight: settings.factorsDecay ** known.length });
    if (item < model.itemIds.length) inTraining.push(item);
  }
  if (known.length === 0) return undefined;
  inTraining.forEach((item, rank) => {
    addItemWeights(model.ease, item, settings.easeDecay ** rank, columns.ease, slotOf);
  });
  addSessionVotes(model.sessions, settings.sessions, inTraining, columns.sessions, trained.scratch, slotOf);
  const products = folder.score(known);
  for (let number = 0; number < products.length; number += 1) {
    const slot = slotOf[number] ?? -1;
    if (slot >= 0) columns.factors[slot] = products[number] ?? 0;
  }
  return { known: known.length, evidence };
}
