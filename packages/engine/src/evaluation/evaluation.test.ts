import { describe, expect, it } from "vitest";
import { itemsOfUser } from "../collaborative/interactions.ts";
import { interactionsOfTastes } from "../collaborative/interactions-of-tastes.ts";
import { createRandom } from "../random.ts";
import { BASELINES } from "./baselines.ts";
import { bootstrapInterval } from "./bootstrap-interval.ts";
import { evaluateMethods } from "./evaluate-methods.ts";
import { evaluateScorer, meanOf } from "./evaluate-scorer.ts";
import { judgeLists } from "./judge-lists.ts";
import { learnBlend } from "./learn-blend.ts";
import { judgeList } from "./ranking-metrics.ts";
import { splitByShare, splitByTime, splitLast } from "./split-interactions.ts";

const data = interactionsOfTastes({ users: 60, groups: 3, perGroup: 20, seed: 2 });
const sizes = (part: typeof data) => Array.from({ length: part.users }, (_, user) => itemsOfUser(part, user).length);

describe("judgeList", () => {
  it("gives the figures that a hand computes", () => {
    const figures = judgeList([7, 3, 9], new Set([3, 9, 1, 2]));
    const gain = 1 / Math.log2(3) + 1 / Math.log2(4);
    expect(figures.ndcg).toBeCloseTo(gain / (1 + 1 / Math.log2(3) + 1 / Math.log2(4)), 12);
    expect(figures).toMatchObject({ recall: 0.5, hitRate: 1, mrr: 0.5 });
    expect(judgeList([7, 8], new Set([1]))).toEqual({ ndcg: 0, recall: 0, hitRate: 0, mrr: 0 });
  });
});

describe("judgeLists", () => {
  it("tells one list for everybody from lists of their own", () => {
    const judge = (lists: Int32Array[]) =>
      judgeLists({
        lists,
        histories: lists,
        counts: Int32Array.from([8, 4, 2, 1]),
        users: 8,
        categoriesOf: (item) => [item % 2],
      });
    const same = judge([Int32Array.from([0, 2]), Int32Array.from([0, 2])]);
    expect(same).toMatchObject({ coverage: 0.5, sameness: 1, popularityBias: 0.625, novelty: 1, diversity: 0 });
    const own = judge([Int32Array.from([0, 1]), Int32Array.from([2, 3])]);
    expect(own).toMatchObject({ coverage: 1, sameness: 0, concentration: 0, diversity: 1 });
    expect(own.miscalibration).toBeCloseTo(0, 12);
  });
});

describe("splits", () => {
  it("keep every interaction once, and the test out of training", () => {
    for (const split of [splitByShare(data, 0.75, createRandom(1)), splitLast(data, 1), splitByTime(data, 0.8)]) {
      expect(split.train.itemOf.length + split.test.itemOf.length).toBe(data.itemOf.length);
      for (let user = 0; user < data.users; user += 1) {
        const train = new Set(itemsOfUser(split.train, user));
        expect([...itemsOfUser(split.test, user)].filter((item) => train.has(item))).toEqual([]);
      }
    }
  });

  it("by share take three quarters of each user; by time nothing later than the test; the last is the last", () => {
    const share = splitByShare(data, 0.75, createRandom(1));
    expect(sizes(share.train)).toEqual(sizes(data).map((size) => Math.round(size * 0.75)));
    const time = splitByTime(data, 0.8);
    expect(Math.max(...time.train.timesMs)).toBeLessThan(Math.min(...time.test.timesMs));
    const last = splitLast(data, 1);
    expect(sizes(last.test).every((size) => size === 1)).toBe(true);
    expect([...itemsOfUser(last.test, 5)]).toEqual([...itemsOfUser(data, 5)].slice(-1));
  });
});

describe("bootstrapInterval", () => {
  it("holds the true mean about 95 times of 100", () => {
    const random = createRandom(11);
    let held = 0;
    for (let trial = 0; trial < 200; trial += 1) {
      const { low, high } = bootstrapInterval(
        Float64Array.from({ length: 60 }, () => random.normal() + 3),
        random,
        300,
      );
      held += Number(low <= 3 && 3 <= high);
    }
    expect(held / 200).toBeGreaterThan(0.9);
    expect(held / 200).toBeLessThan(0.99);
  });
});

describe("learnBlend", () => {
  it("finds that two generators which are right about different items are better together, and a noisy one useless", () => {
    const random = createRandom(3);
    const examples = Array.from({ length: 80 }, () => {
      const relevant = Uint8Array.from({ length: 40 }, (_, index) => Number(index < 4));
      const rightAbout = (known: (index: number) => boolean) =>
        Array.from(relevant, (isRight, index) => (isRight && known(index) ? 0.7 : 0) + 0.5 * random.next());
      const scores = [
        rightAbout((index) => index % 2 === 0),
        rightAbout((index) => index % 2 === 1),
        rightAbout(() => false),
      ];
      return { candidates: 40, scores: Float32Array.from(scores.flat()), relevant, wanted: 4 };
    });
    const { weights, ndcg } = learnBlend(examples, 3, 10);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.abs((weights[0] ?? 0) - (weights[1] ?? 0))).toBeLessThan(0.3);
    expect(weights[2]).toBeLessThan(0.15);
    expect(ndcg).toBeGreaterThan(0.8);
  });

  it("begins from weights that are known, where those are better than any generator alone", () => {
    const random = createRandom(4);
    const examples = Array.from({ length: 30 }, () => {
      const relevant = Uint8Array.from({ length: 40 }, (_, index) => Number(index < 3));
      const scores = Array.from({ length: 3 }, () => Array.from(relevant, (isRight) => 0.3 * isRight + random.next()));
      return { candidates: 40, scores: Float32Array.from(scores.flat()), relevant, wanted: 3 };
    });
    const alone = learnBlend(examples, 3, 10);
    const known = learnBlend(examples, 3, 10, [[0.2, 0.8, 4]]);
    expect(known.ndcg).toBeGreaterThan(alone.ndcg + 0.01);
    expect(known.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});

describe("evaluateScorer", () => {
  it("never counts what a user had in training, and names the items that the test holds as perfect", () => {
    const split = splitByShare(data, 0.75, createRandom(1));
    const oracle = evaluateScorer(
      split,
      ({ user, items }, scores) => {
        for (const item of items) scores[item] = 5;
        for (const item of itemsOfUser(split.test, user)) scores[item] = 1;
      },
      { size: 10, random: createRandom(1) },
    );
    expect([meanOf(oracle.perUser.ndcg), meanOf(oracle.perUser.hitRate)]).toEqual([1, 1]);
  });

  it("is flattered by sampled negatives", () => {
    const split = splitLast(data, 1);
    const judge = (sampledNegatives?: number) => {
      const scorer = BASELINES[0]?.prepare(split.train, createRandom(1))({}) ?? (() => {});
      return meanOf(
        evaluateScorer(split, scorer, { size: 10, random: createRandom(1), sampledNegatives }).perUser.hitRate,
      );
    };
    expect(judge(15)).toBeGreaterThan(judge() * 1.5);
  });
});

describe("evaluateMethods", () => {
  it("reports every method and a blend at least about as good as popularity, and shows the test to nobody before", () => {
    const split = splitByShare(data, 0.75, createRandom(1));
    const popularity = BASELINES.filter(({ name }) => name === "popularity");
    const seen: number[] = [];
    const spying = popularity.map((method) => ({
      ...method,
      prepare: (train: typeof data, random: ReturnType<typeof createRandom>) => {
        seen.push(train.itemOf.length);
        return method.prepare(train, random);
      },
    }));
    const random = createRandom(1);
    const results = evaluateMethods(split, (train) => splitByShare(train, 0.75, random), spying, { size: 10, random });
    expect(results.map(({ name }) => name)).toEqual(["popularity", "blend"]);
    expect(seen[0]).toBeLessThan(split.train.itemOf.length);
    expect(seen[1]).toBe(split.train.itemOf.length);
    expect(results[0]?.evaluation.perUser.ndcg).toEqual(results[1]?.evaluation.perUser.ndcg);
  });
});
