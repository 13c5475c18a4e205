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

/** Entries of a table by user, each user's in the order of time: those of user u are at starts[u] … starts[u + 1] − 1. */
export type UserOrder = { readonly starts: Int32Array; readonly entryOf: Int32Array };

/** Orders a table by user and time; entries of one time keep their order. O(entries × log of the longest history). */
export function orderByUser({ users, userOf, timesMs }: InteractionTable): UserOrder {
  const starts = new Int32Array(users + 1);
  for (const user of userOf) starts[user + 1] = (starts[user + 1] ?? 0) + 1;
  for (let user = 0; user < users; user += 1) starts[user + 1] = (starts[user + 1] ?? 0) + (starts[user] ?? 0);
  const entryOf = new Int32Array(userOf.length);
  const next = starts.slice();
  userOf.forEach((user, entry) => {
    const place = next[user] ?? 0;
    entryOf[place] = entry;
    next[user] = place + 1;
  });
  for (let user = 0; user < users; user += 1) {
    const own = entryOf.subarray(starts[user], starts[user + 1]);
    // Entries of one time keep the order of the table, which is all that is known of theirs.
    own.sort((left, right) => (timesMs[left] ?? 0) - (timesMs[right] ?? 0) || left - right);
  }
  return { starts, entryOf };
}

/** Groups a table by user; of repeats the latest one stays. O(entries × log of the longest history). */
export function groupByUser(table: InteractionTable): Interactions {
  const { users, items, userOf, itemOf, timesMs } = table;
  const order = orderByUser(table);
  const starts = new Int32Array(users + 1);
  const kept = { itemOf: new Int32Array(userOf.length), timesMs: new Float64Array(userOf.length) };
  const lastUser = new Int32Array(items).fill(-1);
  let count = 0;
  for (let user = 0; user < users; user += 1) {
    const own = order.entryOf.subarray(order.starts[user], order.starts[user + 1]);
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

/** Grouped interactions as a table, by user and time. */
export function tableOf({ users, items, starts, itemOf, timesMs }: Interactions): InteractionTable {
  const userOf = new Int32Array(itemOf.length);
  for (let user = 0; user < users; user += 1) userOf.fill(user, starts[user], starts[user + 1]);
  return { users, items, userOf, itemOf, timesMs };
}

/** The entries of a table that are marked with 1, in their order. */
export function keepEntries(table: InteractionTable, isKept: Uint8Array): InteractionTable {
  // By counting: a filter or an iterator holds the numbers of millions as objects on the way.
  const size = isKept.reduce((sum, mark) => sum + mark, 0);
  const kept = { userOf: new Int32Array(size), itemOf: new Int32Array(size), timesMs: new Float64Array(size) };
  let place = 0;
  for (let entry = 0; entry < isKept.length; entry += 1) {
    if (isKept[entry] !== 1) continue;
    kept.userOf[place] = table.userOf[entry] ?? 0;
    kept.itemOf[place] = table.itemOf[entry] ?? 0;
    kept.timesMs[place] = table.timesMs[entry] ?? 0;
    place += 1;
  }
  return { users: table.users, items: table.items, ...kept };
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
