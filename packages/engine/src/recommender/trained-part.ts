import type { WeighedEntry } from "./history.ts";
import type { Trained, TrainedGenerator } from "./trained.ts";

/**
 * What one entry of a history adds to a trained generator's score of an item, ≥ 0. Exact for EASE, whose score is a sum
 * over the history. For factors it is the likeness of the two vectors, for sessions the voice with which the entry
 * looked for others: there the whole history has a say in every part.
 */
export function trainedPart(
  trained: Trained,
  generator: TrainedGenerator,
  entry: WeighedEntry,
  rank: number,
  slot: number,
): number {
  const { model, numberOf, folder } = trained;
  const from = numberOf[entry.slot] ?? -1;
  const to = numberOf[slot] ?? -1;
  if (from < 0 || to < 0) return 0;
  switch (generator) {
    case "ease":
      return from < model.itemIds.length
        ? Math.max(0, weightOf(trained, from, to)) * model.settings.easeDecay ** rank
        : 0;
    case "factors":
      return Math.max(0, folder.likeness(from, to)) * model.settings.factorsDecay ** rank;
    case "sessions":
      return Math.max(0, 1 - rank / model.settings.sessions.window);
  }
}

/** Rows are sorted by target. */
function weightOf({ model: { ease } }: Trained, from: number, to: number): number {
  let low = ease.starts[from] ?? 0;
  let high = (ease.starts[from + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const target = ease.targets[middle] ?? 0;
    if (target === to) return ease.weights[middle] ?? 0;
    if (target < to) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
