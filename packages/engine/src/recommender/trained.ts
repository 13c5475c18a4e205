import type { Folder } from "../collaborative/item-factors.ts";
import { createFolder } from "../collaborative/item-factors.ts";
import { addItemWeights } from "../collaborative/item-weights.ts";
import type { SessionScratch } from "../collaborative/session-neighbours.ts";
import { addSessionVotes, createSessionScratch } from "../collaborative/session-neighbours.ts";
import type { TrainedModel } from "../collaborative/trained-model.ts";
import { TILE } from "../linear-algebra/tile-kernel.ts";
import type { CandidateSet } from "./candidates.ts";
import { addCandidate } from "./candidates.ts";
import { growInt32, grownCapacity } from "./capacity.ts";
import type { WeighedEntry } from "./history.ts";
import type { ItemTable } from "./items.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";

/** A trained model at work: its item numbers tied to the slots of the live recommender. */
export type Trained = {
  readonly model: TrainedModel;
  readonly folder: Folder;
  readonly numbers: ReadonlyMap<string, number>;
  /** Slot by item number, −1 where the recommender does not know the item. */
  readonly slotOf: Int32Array;
  /** Item number by slot, −1 without one. */
  numberOf: Int32Array;
  /** Scores by item number, reused from query to query. */
  readonly columns: Record<TrainedGenerator, Float64Array>;
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
  const column = () => new Float64Array(size);
  const trained: Trained = {
    model,
    folder,
    numbers: new Map(model.itemIds.map((id, number) => [id, number])),
    slotOf: new Int32Array(size).fill(-1),
    numberOf: new Int32Array(items.states.length).fill(-1),
    columns: { ease: column(), factors: column(), sessions: column() },
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

/**
 * Lets each trained generator score all items and propose its best ones.
 * @param history newest first
 * @returns evidence, 0–1: the share of the history that training has seen
 */
export function proposeTrained(
  trained: Trained,
  history: readonly WeighedEntry[],
  candidates: CandidateSet,
  perGenerator: number,
): number {
  const known = history.flatMap(({ slot, weight }) => {
    const item = trained.numberOf[slot] ?? -1;
    return item < 0 ? [] : [{ item, weight }];
  });
  if (known.length === 0) return 0;
  const { ease, factors, sessions } = scoreTrained(trained, known);
  for (const column of [ease, factors, sessions]) proposeBest(trained, column, candidates, perGenerator);
  for (let index = 0; index < candidates.count; index += 1) {
    const slot = candidates.slots[index] ?? 0;
    const number = trained.numberOf[slot] ?? -1;
    if (number < 0) continue;
    candidates.columns.ease[slot] = ease[number] ?? 0;
    candidates.columns.factors[slot] = factors[number] ?? 0;
    candidates.columns.sessions[slot] = sessions[number] ?? 0;
  }
  return known.reduce((sum, { weight }) => sum + weight, 0);
}

function scoreTrained(trained: Trained, known: readonly { item: number }[]): Trained["columns"] {
  const { model, columns, folder } = trained;
  const { settings } = model;
  const inTraining = known.filter(({ item }) => item < model.itemIds.length);
  columns.ease.fill(0);
  columns.sessions.fill(0);
  inTraining.forEach(({ item }, rank) => {
    addItemWeights(model.ease, item, settings.easeDecay ** rank, columns.ease);
  });
  const weighed = known.map(({ item }, rank) => ({ item, weight: settings.factorsDecay ** rank }));
  columns.factors.set(folder.score(weighed));
  addSessionVotes(
    model.sessions,
    settings.sessions,
    inTraining.map(({ item }) => item),
    columns.sessions,
    trained.scratch,
  );
  return columns;
}

function proposeBest(trained: Trained, column: Float64Array, candidates: CandidateSet, size: number): void {
  const top = createTopK(size, (left, right) => left - right);
  const count = trained.folder.count;
  for (let number = 0; number < count; number += 1) {
    const score = column[number] ?? 0;
    if (score > 0 && candidates.eligible[trained.slotOf[number] ?? -1] === 1) offer(top, number, score);
  }
  // Scores are filled in for all candidates together afterwards.
  for (const { slot: number } of takeSorted(top)) {
    addCandidate(candidates, candidates.columns.ease, trained.slotOf[number] ?? 0, 0);
  }
}
