import { createRandom } from "../random.ts";
import type { Interactions } from "./interactions.ts";
import { groupByUser } from "./interactions.ts";

/** Users who like one of some groups of items, with a little of everything else: small data with a known structure. */
export function interactionsOfTastes(options: {
  users: number;
  groups: number;
  perGroup: number;
  seed: number;
}): Interactions {
  const random = createRandom(options.seed);
  const items = options.groups * options.perGroup;
  const rows: { user: number; item: number }[] = [];
  for (let user = 0; user < options.users; user += 1) {
    const liked = (user % options.groups) * options.perGroup;
    for (let count = 0; count < options.perGroup * 0.6; count += 1) {
      const isLiked = random.next() < 0.9;
      rows.push({ user, item: isLiked ? liked + random.int(options.perGroup) : random.int(items) });
    }
  }
  return groupByUser({
    users: options.users,
    items,
    userOf: Int32Array.from(rows, ({ user }) => user),
    itemOf: Int32Array.from(rows, ({ item }) => item),
    timesMs: Float64Array.from(rows, () => random.int(30 * 86_400_000)),
  });
}
