import type { Interactions, InteractionTable, UserOrder } from "../collaborative/interactions.ts";
import { groupByUser, itemsOfUser, keepEntries, orderByUser } from "../collaborative/interactions.ts";
import type { Split } from "../evaluation/split-interactions.ts";
import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";

/** A split, and the users who may be asked about it: those of one half choose settings, the others judge. */
export type Holdout = Required<Split> & {
  choosing: Int32Array;
  judging: Int32Array;
  /** The same users at other moments; undefined where each has only one. */
  askAgain?: ((random: Random) => Split) | undefined;
};

/** The training part with its repeats, too: what is learned by every event has heard of all of them. */
type Heard = { heard: InteractionTable };

/** How data is held out. */
const HOLDOUT = {
  /** The first share of all interactions is learned from, what came later is to be foretold. */
  trainShare: 0.9,
  /** A user's next items that are to be foretold: an answer is for now, not for the month after. */
  steps: 5,
  /**
   * Users who must have come back in the last tenth. Of fewer than five hundred who choose, chance moves an nDCG by more
   * than weights do (a standard error of .016 at a deviation of .35), and everybody's last item asks more of them.
   */
  leastByTime: 1_000,
  /** Users asked at most, which bounds the time of judging. */
  users: 4_000,
} as const;

/** How many users judge a training run on this data, after the others have chosen. */
export function countJudges(table: InteractionTable): number {
  return holdOut(table, createRandom(0)).judging.length;
}

/**
 * Divides off the last tenth in time, within which users are asked at a random moment; where too few people came back in
 * it, everybody before their last new item instead. What is to be foretold are items that the user never turned to
 * before: what somebody has seen is never recommended to them, so whoever foretells it well is not better.
 * Users without a past or without a future can say nothing. O(entries × log of the longest history).
 * @param table with all repeats
 */
export function holdOut(table: InteractionTable, random: Random): Holdout & Heard {
  const timeline = readTimeline(table);
  const ask = (draw: Random) => askWithin(timeline, draw);
  let question = ask(random);
  let able = listAble(question);
  let askAgain: Holdout["askAgain"] = ask;
  if (able.length < HOLDOUT.leastByTime) {
    question = askLast(timeline);
    able = listAble(question);
    askAgain = undefined;
  }
  for (let index = able.length - 1; index > 0; index -= 1) {
    const other = random.int(index + 1);
    const held = able[index] ?? 0;
    able[index] = able[other] ?? 0;
    able[other] = held;
  }
  const asked = able.subarray(0, HOLDOUT.users);
  const half = Math.floor(asked.length / 2);
  return { ...question, choosing: asked.slice(0, half), judging: asked.slice(half), askAgain };
}

/** Everybody's entries in the order of time; `isNew` is 1, by entry, where a user first turned to the item. */
type Timeline = { table: InteractionTable; order: UserOrder; isNew: Uint8Array };

function readTimeline(table: InteractionTable): Timeline {
  const order = orderByUser(table);
  const isNew = new Uint8Array(table.itemOf.length);
  const lastUser = new Int32Array(table.items).fill(-1);
  for (const entry of order.entryOf) {
    const [user = 0, item = 0] = [table.userOf[entry], table.itemOf[entry]];
    isNew[entry] = Number(lastUser[item] !== user);
    lastUser[item] = user;
  }
  return { table, order, isNew };
}

/**
 * Asks each user in the midst of the last tenth: before a random one of the items that were new to them in it. So a
 * method is judged at the beginnings of visits and within them, as people ask.
 */
function askWithin(timeline: Timeline, random: Random): Required<Split> & Heard {
  const { timesMs } = timeline.table;
  const cut = Math.floor(timesMs.length * HOLDOUT.trainShare);
  const cutMs = timesMs.toSorted()[Math.min(timesMs.length - 1, cut)] ?? 0;
  const isTrain = (entry: number) => (timesMs[entry] ?? 0) < cutMs;
  return divide(timeline, isTrain, (own) => {
    const later = own.filter((place) => !isTrain(timeline.order.entryOf[place] ?? 0));
    return later.length > 0 ? later[random.int(later.length)] : undefined;
  });
}

/** Asks each user before the last of the items that were new to them; all before it is learned from. */
function askLast(timeline: Timeline): Required<Split> & Heard {
  return divide(timeline, undefined, (own) => (own.length > 1 ? own.at(-1) : undefined));
}

/**
 * @param isTrain which entries are learned from, all before the question when absent
 * @param choose place, in the user's order, of the item that is asked before; undefined for nobody to ask
 */
function divide(
  { table, order, isNew }: Timeline,
  isTrain: ((entry: number) => boolean) | undefined,
  choose: (newPlaces: number[]) => number | undefined,
): Required<Split> & Heard {
  const entries = table.itemOf.length;
  const [train, past, test] = [new Uint8Array(entries), new Uint8Array(entries), new Uint8Array(entries)];
  for (let user = 0; user < table.users; user += 1) {
    const [from = 0, to = 0] = [order.starts[user], order.starts[user + 1]];
    const newPlaces: number[] = [];
    for (let place = from; place < to; place += 1) if (isNew[order.entryOf[place] ?? 0] === 1) newPlaces.push(place);
    const asked = choose(newPlaces) ?? to;
    for (let place = from; place < to; place += 1) {
      const entry = order.entryOf[place] ?? 0;
      train[entry] = Number(isTrain ? isTrain(entry) : place < asked);
      past[entry] = Number(place < asked);
    }
    const wanted = newPlaces.filter((place) => place >= asked).slice(0, HOLDOUT.steps);
    for (const place of wanted) test[order.entryOf[place] ?? 0] = 1;
  }
  const heard = keepEntries(table, train);
  const [known, wanted] = [keepEntries(table, past), keepEntries(table, test)];
  return { heard, train: groupByUser(heard), past: groupByUser(known), test: groupByUser(wanted) };
}

function listAble({ past, test }: { past: Interactions; test: Interactions }): Int32Array {
  return Int32Array.from({ length: past.users }, (_, user) => user).filter(
    (user) => itemsOfUser(past, user).length > 0 && itemsOfUser(test, user).length > 0,
  );
}
