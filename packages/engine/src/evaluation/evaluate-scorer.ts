import { countUsersOfItems, itemsOfUser, timesOfUser } from "../collaborative/interactions.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import type { Random } from "../random.ts";
import type { ListMetrics } from "./judge-lists.ts";
import { judgeLists } from "./judge-lists.ts";
import { rankItems } from "./rank-items.ts";
import type { RankingMetrics } from "./ranking-metrics.ts";
import { judgeList } from "./ranking-metrics.ts";
import type { Split } from "./split-interactions.ts";

export type EvaluationOptions = {
  /** Places of a list. */
  size: number;
  /** Rank the test items among this many random others instead of all items: flatters, and must be said with the figures. */
  sampledNegatives?: number | undefined;
  random: Random;
  categoriesOf?: ((item: number) => readonly number[]) | undefined;
  /** Judge these users only, as far as they have a test item. */
  users?: Int32Array | undefined;
};

/** What a method does on a split: each user who has a test item counts once. */
export type Evaluation = {
  /** Users that were judged, by their number. */
  users: Int32Array;
  /** Each judged user's figures. */
  perUser: { [name in keyof RankingMetrics]: Float64Array };
  lists: ListMetrics;
};

/** Judges a scorer on every user of the test; items of the training part are never recommended to their own user. */
export function evaluateScorer(split: Split, scorer: Scorer, options: EvaluationOptions): Evaluation {
  const { train, test, past = train } = split;
  const asked = options.users ?? Int32Array.from({ length: test.users }, (_, user) => user);
  const judged = asked.filter((user) => itemsOfUser(test, user).length > 0);
  const scores = new Float64Array(train.items);
  const lists: Int32Array[] = [];
  const figures: RankingMetrics[] = [];
  for (const user of judged) {
    const relevant = itemsOfUser(test, user);
    const askedMs = timesOfUser(test, user)[0] ?? Number.NaN;
    const history = { user, items: itemsOfUser(past, user), timesMs: timesOfUser(past, user), askedMs };
    scores.fill(0);
    scorer(history, scores);
    const among = options.sampledNegatives === undefined ? undefined : sample(options, train.items, relevant);
    const list = rankItems(scores, history, options.size, among);
    lists.push(list);
    figures.push(judgeList(list, new Set(relevant)));
  }
  const column = (name: keyof RankingMetrics) => Float64Array.from(figures, (figure) => figure[name]);
  return {
    users: judged,
    perUser: { ndcg: column("ndcg"), recall: column("recall"), hitRate: column("hitRate"), mrr: column("mrr") },
    lists: judgeLists({
      lists,
      histories: Array.from(judged, (user) => itemsOfUser(past, user)),
      counts: countUsersOfItems(train),
      users: train.users,
      categoriesOf: options.categoriesOf,
    }),
  };
}

/** Mean of a metric over the judged users. */
export function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sample({ sampledNegatives = 0, random }: EvaluationOptions, items: number, relevant: Int32Array): Int32Array {
  const chosen = new Set(relevant);
  const size = Math.min(items, relevant.length + sampledNegatives);
  while (chosen.size < size) chosen.add(random.int(items));
  return Int32Array.from(chosen);
}
