import type { Interactions } from "../collaborative/interactions.ts";
import { groupByUser } from "../collaborative/interactions.ts";
import type { Random } from "../random.ts";

/** What may be learned from, and what is to be foretold. Both number users and items alike. */
export type Split = {
  train: Interactions;
  test: Interactions;
  /** What is known of each user when the test begins, where that is more than what was trained on. */
  past?: Interactions;
};

/** A random share of each user's items for training, rounded to whole items; the rest is the test. */
export function splitByShare(interactions: Interactions, share: number, random: Random): Split {
  const isTrain = new Uint8Array(interactions.itemOf.length);
  for (let user = 0; user < interactions.users; user += 1) {
    const first = interactions.starts[user] ?? 0;
    const size = (interactions.starts[user + 1] ?? 0) - first;
    const order = Int32Array.from({ length: size }, (_, index) => first + index);
    const wanted = Math.round(size * share);
    for (let index = 0; index < wanted; index += 1) {
      const other = index + random.int(size - index);
      const chosen = order[other] ?? 0;
      order[other] = order[index] ?? 0;
      order[index] = chosen;
      isTrain[chosen] = 1;
    }
  }
  return divide(interactions, (entry) => isTrain[entry] === 1);
}

/** Each user's latest items are the test, half of them at most: a user with a single item stays in training. */
export function splitLast(interactions: Interactions, size: number): Split {
  const { starts, users } = interactions;
  const isLast = new Uint8Array(interactions.itemOf.length);
  for (let user = 0; user < users; user += 1) {
    const [from = 0, to = 0] = [starts[user], starts[user + 1]];
    isLast.fill(1, to - Math.min(size, Math.floor((to - from) / 2)), to);
  }
  return divide(interactions, (entry) => isLast[entry] === 0);
}

/** What happened in the first share of all interactions is for training; what users did after that time is the test. */
export function splitByTime(interactions: Interactions, share: number): Split {
  const times = interactions.timesMs.toSorted();
  const cutMs = times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return divide(interactions, (entry) => (interactions.timesMs[entry] ?? 0) < cutMs);
}

/**
 * Asks each user of the test in the midst of it: before a random one of their test items, the ones before it known. So a
 * method is judged at the beginnings of visits and within them, as people ask; the next `steps` items are to be foretold.
 */
export function askWithin({ train, test }: Split, steps: number, random: Random): Required<Split> {
  const isPast = new Uint8Array(test.itemOf.length);
  for (let user = 0; user < test.users; user += 1) {
    const [from = 0, to = 0] = [test.starts[user], test.starts[user + 1]];
    if (to > from) isPast.fill(1, from, from + random.int(to - from));
  }
  const parts = divide(test, (entry) => isPast[entry] === 1);
  return { train, test: keepFirst(parts.test, steps), past: joinInteractions(train, parts.train) };
}

function joinInteractions(left: Interactions, right: Interactions): Interactions {
  const size = left.itemOf.length + right.itemOf.length;
  const table = {
    userOf: new Int32Array(size),
    itemOf: new Int32Array(size),
    timesMs: new Float64Array(size),
  };
  for (const [part, from] of [
    [left, 0],
    [right, left.itemOf.length],
  ] as const) {
    table.userOf.set(usersOf(part), from);
    table.itemOf.set(part.itemOf, from);
    table.timesMs.set(part.timesMs, from);
  }
  return groupByUser({ users: left.users, items: left.items, ...table });
}

/** User by entry. */
function usersOf({ users, starts, itemOf }: Interactions): Int32Array {
  const userOf = new Int32Array(itemOf.length);
  for (let user = 0; user < users; user += 1) userOf.fill(user, starts[user], starts[user + 1]);
  return userOf;
}

/** Each user's first items only. */
export function keepFirst(interactions: Interactions, size: number): Interactions {
  const { starts, users } = interactions;
  const isFirst = new Uint8Array(interactions.itemOf.length);
  for (let user = 0; user < users; user += 1) {
    const from = starts[user] ?? 0;
    isFirst.fill(1, from, Math.min(from + size, starts[user + 1] ?? 0));
  }
  return divide(interactions, (entry) => isFirst[entry] === 1).train;
}

function divide(interactions: Interactions, isTrain: (entry: number) => boolean): Split {
  const { users, items, itemOf, timesMs } = interactions;
  const userOf = usersOf(interactions);
  const pick = (wanted: boolean) => {
    const isWanted = (_: number, entry: number) => isTrain(entry) === wanted;
    return groupByUser({
      users,
      items,
      userOf: userOf.filter(isWanted),
      itemOf: itemOf.filter(isWanted),
      timesMs: timesMs.filter(isWanted),
    });
  };
  return { train: pick(true), test: pick(false) };
}
