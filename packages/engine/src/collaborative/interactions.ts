/** Who did something with what: each user's items, oldest first, an item once. Users and items are small integers. */
export type Interactions = {
  readonly users: number;
  readonly items: number;
  /** Entries of user u are at starts[u] … starts[u + 1] − 1. */
  readonly starts: Int32Array;
  readonly itemOf: Int32Array;
  readonly timesMs: Float64Array;
};

/** The same as columns of a table, in any order, repeats allowed. */
export type InteractionTable = {
  readonly users: number;
  readonly items: number;
  readonly userOf: Int32Array;
  readonly itemOf: Int32Array;
  readonly timesMs: Float64Array;
};

/** Groups a table by user; of repeats the latest one stays. O(entries × log of the longest history). */
export function groupByUser(table: InteractionTable): Interactions {
  const { users, items, userOf, itemOf, timesMs } = table;
  const ends = new Int32Array(users + 1);
  for (const user of userOf) ends[user + 1] = (ends[user + 1] ?? 0) + 1;
  for (let user = 0; user < users; user += 1) ends[user + 1] = (ends[user + 1] ?? 0) + (ends[user] ?? 0);
  const order = new Int32Array(userOf.length);
  const next = ends.slice();
  userOf.forEach((user, entry) => {
    const place = next[user] ?? 0;
    order[place] = entry;
    next[user] = place + 1;
  });
  const starts = new Int32Array(users + 1);
  const kept = { itemOf: new Int32Array(userOf.length), timesMs: new Float64Array(userOf.length) };
  const lastUser = new Int32Array(items).fill(-1);
  let count = 0;
  for (let user = 0; user < users; user += 1) {
    const own = order.subarray(ends[user], ends[user + 1]);
    // Entries of one time keep the order of the table, which is all that is known of theirs.
    own.sort((left, right) => (timesMs[left] ?? 0) - (timesMs[right] ?? 0) || left - right);
    const from = count;
    for (let index = own.length - 1; index >= 0; index -= 1) {
      const entry = own[index] ?? 0;
      const item = itemOf[entry] ?? 0;
      if (lastUser[item] === user) continue;
      lastUser[item] = user;
      kept.itemOf[count] = item;
      kept.timesMs[count] = timesMs[entry] ?? 0;
      count += 1;
    }
    kept.itemOf.subarray(from, count).reverse();
    kept.timesMs.subarray(from, count).reverse();
    starts[user + 1] = count;
  }
  return { users, items, starts, itemOf: kept.itemOf.slice(0, count), timesMs: kept.timesMs.slice(0, count) };
}

/** A user's items, oldest first: a view, not a copy. */
export function itemsOfUser({ starts, itemOf }: Interactions, user: number): Int32Array {
  return itemOf.subarray(starts[user], starts[user + 1]);
}

/** Times of a user's items, in their order. */
export function timesOfUser({ starts, timesMs }: Interactions, user: number): Float64Array {
  return timesMs.subarray(starts[user], starts[user + 1]);
}

/** How many users each item has. */
export function countUsersOfItems({ items, itemOf }: Interactions): Int32Array {
  const counts = new Int32Array(items);
  for (const item of itemOf) counts[item] = (counts[item] ?? 0) + 1;
  return counts;
}

/** Turns the grouping round: the users of each item, as interactions of items with users. */
export function transpose({ users, items, starts, itemOf, timesMs }: Interactions): Interactions {
  const turned = new Int32Array(items + 1);
  for (const item of itemOf) turned[item + 1] = (turned[item + 1] ?? 0) + 1;
  for (let item = 0; item < items; item += 1) turned[item + 1] = (turned[item + 1] ?? 0) + (turned[item] ?? 0);
  const next = turned.slice();
  const userOf = new Int32Array(itemOf.length);
  const times = new Float64Array(itemOf.length);
  for (let user = 0; user < users; user += 1) {
    for (let entry = starts[user] ?? 0; entry < (starts[user + 1] ?? 0); entry += 1) {
      const item = itemOf[entry] ?? 0;
      const place = next[item] ?? 0;
      next[item] = place + 1;
      userOf[place] = user;
      times[place] = timesMs[entry] ?? 0;
    }
  }
  return { users: items, items: users, starts: turned, itemOf: userOf, timesMs: times };
}
