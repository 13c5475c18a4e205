import type { WeighedEntry } from "./history.ts";
import type { Trained, TrainedGenerator } from "./trained.ts";

/**
 * Writes what each entry of a history, newest first, adds to a trained generator's score of an item; less than nothing counts
 * as nothing. Exact for EASE, whose score is a sum over the history. For factors it is the likeness of the two vectors, for
 * sessions the voice with which the entry looked for others: there the whole history has a say in every part.
 */
export function createTrainedWriters(
  trained: Trained,
  history: readonly WeighedEntry[],
): Record<TrainedGenerator, (slot: number, parts: Float64Array) => void> {
  const { folder, numberOf, hasVector } = trained;
  const { easeDecay, factorsDecay, sessions } = trained.model.settings;
  const slots = Int32Array.from(history, ({ slot }) => slot);
  const byRank = (voice: (rank: number) => number) => Float64Array.from(slots, (_, rank) => voice(rank));
  const easeVoices = byRank((rank) => easeDecay ** rank);
  const factorVoices = byRank((rank) => factorsDecay ** rank);
  const sessionVoices = byRank((rank) => (hasVector[slots[rank] ?? -1] === 1 ? 1 - rank / sessions.window : 0));
  return {
    ease: (slot, parts) => {
      const to = numberOf[slot] ?? -1;
      for (let rank = 0; rank < slots.length; rank += 1) {
        const weight = Math.max(0, weightOf(trained, numberOf[slots[rank] ?? -1] ?? -1, to));
        parts[rank] = weight * (easeVoices[rank] ?? 0);
      }
    },
    factors: (slot, parts) => {
      folder.likenesses(slot, slots, parts);
      for (let rank = 0; rank < slots.length; rank += 1) {
        parts[rank] = Math.max(0, parts[rank] ?? 0) * (factorVoices[rank] ?? 0);
      }
    },
    sessions: (slot, parts) => {
      if (hasVector[slot] === 1) parts.set(sessionVoices);
      else parts.fill(0);
    },
  };
}

/** Rows are sorted by target. */
function weightOf({ model: { ease } }: Trained, from: number, to: number): number {
  if (from < 0 || to < 0) return 0;
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
