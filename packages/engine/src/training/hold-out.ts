import type { Interactions } from "../collaborative/interactions.ts";
import { itemsOfUser } from "../collaborative/interactions.ts";
import type { Split } from "../evaluation/split-interactions.ts";
import { askWithin, splitByTime, splitLast } from "../evaluation/split-interactions.ts";
import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";

/** A split, and the users who may be asked about it: those of one half choose settings, the others judge. */
export type Holdout = Split & {
  choosing: Int32Array;
  judging: Int32Array;
  /** The same users at other moments; undefined where each has only one. */
  askAgain?: ((random: Random) => Split) | undefined;
};

/** How data is held out. */
const HOLDOUT = {
  /** The first share of all interactions is learned from, what came later is to be foretold. */
  trainShare: 0.9,
  /** A user's next items that are to be foretold: an answer is for now, not for the month after. */
  steps: 5,
  /** Users who must have come back in the last tenth; with fewer, chance decides. */
  leastByTime: 200,
  /** Users asked at most, which bounds the time of judging. */
  users: 4_000,
} as const;

/** How many users judge a training run on this data, after the others have chosen. */
export function countJudges(interactions: Interactions): number {
  return holdOut(interactions, createRandom(0)).judging.length;
}

/**
 * Divides off the last tenth in time, within which users are asked at a random moment; where too few people came back in it, everybody's last item instead. Users
 * without a past or without a future can say nothing.
 */
export function holdOut(interactions: Interactions, random: Random): Holdout {
  const byTime = splitByTime(interactions, HOLDOUT.trainShare);
  let split: Split = askWithin(byTime, HOLDOUT.steps, random);
  let able = listAble(split);
  let askAgain: Holdout["askAgain"] = (other) => askWithin(byTime, HOLDOUT.steps, other);
  if (able.length < HOLDOUT.leastByTime) {
    split = splitLast(interactions, 1);
    able = listAble(split);
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
  return { ...split, choosing: asked.slice(0, half), judging: asked.slice(half), askAgain };
}

function listAble({ train, test, past = train }: Split): Int32Array {
  return Int32Array.from({ length: train.users }, (_, user) => user).filter(
    (user) => itemsOfUser(past, user).length > 0 && itemsOfUser(test, user).length > 0,
  );
}
