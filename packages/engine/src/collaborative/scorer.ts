/** What a user has done, oldest first. */
export type UserHistory = {
  /** Number of the user in the training data; −1 for somebody it does not know. */
  readonly user: number;
  readonly items: Int32Array;
  readonly timesMs: Float64Array;
  /** When the question is asked, where that is known. */
  readonly askedMs?: number;
};

/** A fitted method: adds its score of every item to `scores`, which the caller has set to 0. Higher is better. */
export type Scorer = (history: UserHistory, scores: Float64Array) => void;

/**
 * Weights of a history, oldest first: decay to the power of the rank from the newest, which weighs 1.
 * @param size items that count, from the newest; those before weigh 0
 */
export function weighByRank(history: UserHistory, decay: number, size: number): { item: number; weight: number }[] {
  const from = Math.max(0, history.items.length - size);
  return Array.from(history.items.subarray(from), (item, index) => ({
    item,
    weight: decay ** (history.items.length - from - 1 - index),
  }));
}
