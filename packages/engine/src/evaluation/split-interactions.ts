import type { Interactions } from "../collaborative/interactions.ts";
import { groupByUser, tableOf } from "../collaborative/interactions.ts";
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

function divide(interactions: Interactions, isTrain: (entry: number) => boolean): Split {
  const { users, items, itemOf, timesMs } = interactions;
  const { userOf } = tableOf(interactions);
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
