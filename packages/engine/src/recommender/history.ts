import type { ItemTable } from "./items.ts";
import type { RecommenderOptions } from "./options.ts";

/** What a person did with an item, as told with a query. */
export type HistoryEntry = { itemId: string; action: string; weight: number; timestampMs: number };

/** One item of the history that speaks for candidates; the weights of a history sum to 1. */
export type WeighedEntry = { slot: number; itemId: string; weight: number };

/**
 * The most recent known items of a history with their voices: action weight × recency by time × recency by rank,
 * scaled to sum 1. An item that occurs several times speaks once, with its strongest action and its latest time.
 * Entries of weight ≤ 0 (a dismissal, say) do not speak.
 */
export function weighHistory(
  history: readonly HistoryEntry[],
  items: ItemTable,
  nowMs: number,
  options: Pick<RecommenderOptions, "historySize" | "historyRankDecay" | "historyHalfLifeMs">,
): WeighedEntry[] {
  const merged = new Map<number, { slot: number; itemId: string; weight: number; timestampMs: number }>();
  for (const { itemId, weight, timestampMs } of history) {
    const slot = items.slots.get(itemId);
    if (slot === undefined || !(weight > 0) || !Number.isFinite(timestampMs)) continue;
    const known = merged.get(slot);
    if (known === undefined) {
      merged.set(slot, { slot, itemId, weight, timestampMs });
    } else {
      known.weight = Math.max(known.weight, weight);
      known.timestampMs = Math.max(known.timestampMs, timestampMs);
    }
  }
  const recent = [...merged.values()]
    .sort((left, right) => right.timestampMs - left.timestampMs || (left.itemId < right.itemId ? -1 : 1))
    .slice(0, options.historySize);
  return scaleToOne(recent, nowMs, options);
}

function scaleToOne(
  recent: readonly { slot: number; itemId: string; weight: number; timestampMs: number }[],
  nowMs: number,
  options: Pick<RecommenderOptions, "historyRankDecay" | "historyHalfLifeMs">,
): WeighedEntry[] {
  // Counted from the newest entry: the ratios are the same, and a person back after years does not underflow to 0 / 0.
  const latestMs = Math.min(nowMs, recent[0]?.timestampMs ?? nowMs);
  let total = 0;
  const weighed = recent.map((entry, rank) => {
    const age = Math.max(0, latestMs - entry.timestampMs) / options.historyHalfLifeMs;
    const weight = entry.weight * 2 ** -age * options.historyRankDecay ** rank;
    total += weight;
    return { slot: entry.slot, itemId: entry.itemId, weight };
  });
  for (const entry of weighed) entry.weight = total > 0 ? entry.weight / total : 0;
  return weighed.filter((entry) => entry.weight > 0);
}
