import { bootstrapInterval } from "../evaluation/bootstrap-interval.ts";
import type { Evaluation } from "../evaluation/evaluate-scorer.ts";
import { meanOf } from "../evaluation/evaluate-scorer.ts";
import { createRandom } from "../random.ts";

/** What is known of users and items besides what was done, for figures by group and by category. */
export type JudgedBeside = {
  groups: readonly { name: string; users: Int32Array }[];
  /** Numbers of each item's categories; absent where nothing is known of items. */
  categories?: readonly (readonly number[])[] | undefined;
};

/** Means over the users who judge, and how their lists are together. */
export type Figures = { ndcg: number; recall: number; hitRate: number; mrr: number; coverage: number } & Partial<
  Record<
    | "ndcgLow"
    | "ndcgHigh"
    | "novelty"
    | "popularityBias"
    | "concentration"
    | "sameness"
    | "diversity"
    | "miscalibration",
    number
  >
>;

/** nDCG of one group's users by the model and by popularity, with the model's 95 % interval. */
export type GroupFigures = Record<"users" | "ndcg" | "low" | "high" | "popularity", number> & { name: string };

/** Judges of a group below which its figure is left out: chance would be most of it. */
const LEAST_OF_GROUP = 20;

/** Figures of a method; the interval is a bootstrap over users. */
export function toFigures({ perUser, lists }: Evaluation): Figures {
  const { ndcg, recall, hitRate, mrr } = perUser;
  const { low, high } = bootstrapInterval(ndcg, createRandom(1));
  const means = { ndcg: meanOf(ndcg), recall: meanOf(recall), hitRate: meanOf(hitRate), mrr: meanOf(mrr) };
  const { diversity, miscalibration, ...others } = lists;
  const byCategory = diversity === undefined || miscalibration === undefined ? {} : { diversity, miscalibration };
  return { ...means, ndcgLow: low, ndcgHigh: high, ...others, ...byCategory };
}

/** The same users by group, the largest group first; a user may be in several. */
export function judgeGroups(model: Evaluation, popularity: Evaluation, groups: JudgedBeside["groups"]): GroupFigures[] {
  const place = new Map(Array.from(model.users, (user, index) => [user, index]));
  return groups
    .flatMap(({ name, users }) => {
      const own = Array.from(users).flatMap((user) => place.get(user) ?? []);
      if (own.length < LEAST_OF_GROUP) return [];
      const pick = ({ perUser }: Evaluation) => Float64Array.from(own, (index) => perUser.ndcg[index] ?? 0);
      const { mean, low, high } = bootstrapInterval(pick(model), createRandom(1));
      return [{ name, users: own.length, ndcg: mean, low, high, popularity: meanOf(pick(popularity)) }];
    })
    .sort((left, right) => right.users - left.users);
}
