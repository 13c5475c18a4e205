import { BASELINES } from "@rapport/engine/evaluation/baselines";
import type { Interval } from "@rapport/engine/evaluation/bootstrap-interval";
import { bootstrapInterval } from "@rapport/engine/evaluation/bootstrap-interval";
import type { MethodResult } from "@rapport/engine/evaluation/evaluate-methods";
import { evaluateMethods } from "@rapport/engine/evaluation/evaluate-methods";
import type { Evaluation } from "@rapport/engine/evaluation/evaluate-scorer";
import { GENERATORS } from "@rapport/engine/evaluation/generators";
import type { ListMetrics } from "@rapport/engine/evaluation/judge-lists";
import { createRandom } from "@rapport/engine/random";
import type { Protocol } from "./protocols.ts";
import { dividerOf } from "./protocols.ts";
import type { EvaluationData } from "./read-evaluation-data.ts";

export type EvaluationSettings = {
  protocol: Protocol;
  size: number;
  seeds: number;
  /** Rank among this many random others instead of all items. */
  negatives: number | undefined;
};

/** One method over all seeds. */
export type MethodReport = {
  name: string;
  role: MethodResult["role"];
  /** Settings chosen on validation, by the first seed. */
  parameters: MethodResult["parameters"];
  /** Mean over users of the mean over seeds, with its 95 % bootstrap interval over users. */
  metrics: Record<keyof Evaluation["perUser"], Interval>;
  /** Mean over seeds. */
  lists: ListMetrics;
  /** nDCG of the users of each segment. */
  segments: Record<string, { users: number; ndcg: number }>;
};

const METRICS = ["ndcg", "recall", "hitRate", "mrr"] as const;

/** Evaluates all generators, their blend and the baselines on the same splits, once per seed. */
export function runEvaluation(
  data: EvaluationData,
  settings: EvaluationSettings,
  onStep: (step: string) => void,
): MethodReport[] {
  const runs: MethodResult[][] = [];
  for (let seed = 1; seed <= settings.seeds; seed += 1) {
    const random = createRandom(seed);
    const divide = dividerOf(settings.protocol, random);
    const options = {
      size: settings.size,
      sampledNegatives: settings.negatives,
      random,
      categoriesOf: data.categoriesOf,
    };
    const split = divide(data.interactions, 1);
    runs.push(
      evaluateMethods(
        split,
        (train) => divide(train, 2),
        [...BASELINES, ...GENERATORS],
        options,
        (step) => onStep(`seed ${seed} of ${settings.seeds}: ${step}`),
      ),
    );
  }
  // A row that only some seeds have would compare other splits: the re-ranked blend is there where all found it better.
  const complete = (runs[0] ?? []).filter(({ name }) => runs.every((run) => run.some((other) => other.name === name)));
  return complete.map((first) => {
    const same = runs.flatMap((run) => run.filter(({ name }) => name === first.name));
    return report(
      first,
      same.map(({ evaluation }) => evaluation),
      data.segments,
    );
  });
}

function report(
  first: MethodResult,
  evaluations: readonly Evaluation[],
  segments: EvaluationData["segments"],
): MethodReport {
  const perUser = METRICS.map((metric) => meanPerUser(evaluations, metric));
  const interval = (metric: number) =>
    bootstrapInterval(Float64Array.from(perUser[metric]?.values() ?? []), createRandom(1));
  const ndcg = perUser[0] ?? new Map<number, number>();
  return {
    name: first.name,
    role: first.role,
    parameters: first.parameters,
    metrics: { ndcg: interval(0), recall: interval(1), hitRate: interval(2), mrr: interval(3) },
    lists: meanLists(evaluations.map(({ lists }) => lists)),
    segments: Object.fromEntries([...segments].map(([name, users]) => [name, meanOfSegment(ndcg, users)])),
  };
}

function meanPerUser(evaluations: readonly Evaluation[], metric: (typeof METRICS)[number]): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { users, perUser } of evaluations) {
    users.forEach((user, index) => {
      const { sum, count } = sums.get(user) ?? { sum: 0, count: 0 };
      sums.set(user, { sum: sum + (perUser[metric][index] ?? 0), count: count + 1 });
    });
  }
  return new Map([...sums].map(([user, { sum, count }]) => [user, sum / count]));
}

function meanOfSegment(
  values: ReadonlyMap<number, number>,
  users: ReadonlySet<number>,
): { users: number; ndcg: number } {
  const own = [...users].flatMap((user) => values.get(user) ?? []);
  return { users: own.length, ndcg: own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length) };
}

function meanLists(all: readonly ListMetrics[]): ListMetrics {
  const mean = (read: (lists: ListMetrics) => number) => all.reduce((sum, lists) => sum + read(lists), 0) / all.length;
  const known = all[0]?.diversity !== undefined;
  return {
    coverage: mean(({ coverage }) => coverage),
    novelty: mean(({ novelty }) => novelty),
    popularityBias: mean(({ popularityBias }) => popularityBias),
    concentration: mean(({ concentration }) => concentration),
    sameness: mean(({ sameness }) => sameness),
    diversity: known ? mean(({ diversity = 0 }) => diversity) : undefined,
    miscalibration: known ? mean(({ miscalibration = 0 }) => miscalibration) : undefined,
  };
}
