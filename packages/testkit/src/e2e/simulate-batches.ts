import { simulate } from "../simulator/simulate.ts";
import type { SimulatedMessage } from "../simulator/tape.ts";
import { readShopCatalog } from "./shop-catalog.ts";

/** Batches of simulated shop traffic, exactly `count` messages in all, `size` in each. */
export function simulateBatches(options: { seed: number; count: number; size: number }): SimulatedMessage[][] {
  const { seed, count, size } = options;
  const tape = simulate({
    seed,
    visitors: count / 10,
    startMs: Date.UTC(2026, 0, 5),
    days: 7,
    catalog: readShopCatalog(),
  });
  const messages: SimulatedMessage[] = [];
  for (const message of tape) {
    if (messages.length === count) break;
    messages.push(message);
  }
  if (messages.length < count) throw new Error(`The simulator made ${messages.length} of ${count} messages`);
  return Array.from({ length: count / size }, (_, place) => messages.slice(place * size, (place + 1) * size));
}
