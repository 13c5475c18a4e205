import type { TrainedModel } from "../collaborative/trained-model.ts";
import type { CandidateSet } from "./candidates.ts";
import { clearCandidates } from "./candidates.ts";
import { proposeSimilar } from "./content.ts";
import { ITEM_STATE } from "./items.ts";
import type { Model } from "./model.ts";
import { createTopK, offer, takeSorted } from "./top-k.ts";
import type { Trained } from "./trained.ts";
import { attachTrained, feedFactors, tieSlot } from "./trained.ts";
import { proposeNear } from "./vectors.ts";

/** Trained items that a new one takes its vector from. */
const ALIKE = 10;

/** Puts a trained model to work, or takes it away. O(items of both). */
export function setTrained(model: Model, candidates: CandidateSet, given: TrainedModel | undefined): void {
  const { items } = model;
  if (given === undefined) {
    model.trained = undefined;
    items.onSlot = undefined;
    return;
  }
  const trained = attachTrained(given, items);
  items.onSlot = (slot, id) => tieSlot(trained, slot, id);
  for (let slot = 0; slot < items.ids.length; slot += 1) {
    if ((items.states[slot] ?? 0) > ITEM_STATE.seen && (trained.numberOf[slot] ?? -1) < 0) {
      feedFromContent(model, trained, candidates, slot);
    }
  }
  model.trained = trained;
}

/** Content-fed factors: a catalog item that training has not seen gets its vector from those that it is like. */
export function feedFromContent(model: Model, trained: Trained, candidates: CandidateSet, slot: number): void {
  if ((trained.numberOf[slot] ?? -1) >= 0) return;
  clearCandidates(candidates, model.items.ids.length);
  trained.numberOf.forEach((known, other) => {
    if (known >= 0) candidates.eligible[other] = 1;
  });
  const self = [{ slot, itemId: "", weight: 1 }];
  proposeSimilar(model.content, self, candidates, model.options.postingBudget);
  proposeNear(model.vectors, self, candidates);
  const top = createTopK(ALIKE, (left, right) => left - right);
  const { scores, slots, count } = candidates.content;
  for (let place = 0; place < count; place += 1) {
    const other = slots[place] ?? 0;
    offer(top, other, scores[other] ?? 0);
  }
  feedFactors(trained, slot, takeSorted(top));
}
