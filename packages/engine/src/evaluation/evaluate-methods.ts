import type { Interactions } from "../collaborative/interactions.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import type { Random } from "../random.ts";
import { learnReranker } from "../training/learn-reranker.ts";
import type { WeighedScorers } from "../training/rerank-examples.ts";
import { collectRerankExamples, rerankScorers } from "../training/rerank-examples.ts";
import { blendScorers, collectExamples } from "./collect-examples.ts";
import type { Evaluation, EvaluationOptions } from "./evaluate-scorer.ts";
import { evaluateScorer, meanOf } from "./evaluate-scorer.ts";
import { learnBlend } from "./learn-blend.ts";
import type { Method, Parameters } from "./method.ts";
import type { Split } from "./split-interactions.ts";

/** What one method reached on the test, with the settings that validation chose. */
export type MethodResult = {
  name: string;
  role: Method["role"] | "blend";
  parameters: Parameters;
  evaluation: Evaluation;
};

/** Candidates of each generator that the blend's weights are learned from. */
const CANDIDATES = 100;

/**
 * Chooses each method's settings and the blend's weights on a validation split of the training part, learns once more
 * from the whole training part and judges on the test, which nothing before has seen.
 * @param splitAgain divides the training part as the test was divided off
 * @param onStep told what is being done, for a progress line
 */
export function evaluateMethods(
  split: Split,
  splitAgain: (train: Interactions) => Split,
  methods: readonly Method[],
  options: EvaluationOptions & { random: Random },
  onStep: (step: string) => void = () => {},
): MethodResult[] {
  const validation = splitAgain(split.train);
  const tuned = methods.map((method) => {
    onStep(`${method.name}: choosing settings`);
    return { method, ...chooseParameters(method, validation, options) };
  });
  const generators = tuned.filter(({ method }) => method.role === "generator");
  onStep("blend: learning weights");
  const examples = collectExamples(
    validation,
    generators.map(({ scorer }) => scorer),
    CANDIDATES,
  );
  const { weights } = learnBlend(examples, generators.length, options.size);
  const results: MethodResult[] = [];
  const fitted = tuned.map(({ method, parameters }) => {
    onStep(`${method.name}: judging`);
    const scorer = method.prepare(split.train, options.random)(parameters);
    results.push({
      name: method.name,
      role: method.role,
      parameters,
      evaluation: evaluateScorer(split, scorer, options),
    });
    return { method, scorer };
  });
  onStep("blend: correcting its order");
  const reranker = learnOrder(validation, tuned, weights, options.size);
  onStep("blend: judging");
  const blended = blendScorers(
    fitted.filter(({ method }) => method.role === "generator").map(({ scorer }) => scorer),
    weights,
  );
  const named = Object.fromEntries(generators.map(({ method }, index) => [method.name, weights[index] ?? 0]));
  results.push({
    name: "blend",
    role: "blend",
    parameters: named,
    evaluation: evaluateScorer(split, blended, options),
  });
  if (reranker) {
    const scorer = rerankScorers(columnsOf(fitted, tuned, weights), reranker, split.train.items);
    results.push({
      name: RERANKED,
      role: "blend",
      parameters: named,
      evaluation: evaluateScorer(split, scorer, options),
    });
  }
  return results;
}

/** The blend with its order corrected, reported where validation found that better. */
const RERANKED = "blend, re-ranked";

/** Generators in the order of RERANK_FEATURES. */
const COLUMNS = ["ease", "ials", "sessions", "transitions", "popularity"];

type Fitted = { method: Method; scorer: Scorer };

function learnOrder(validation: Split, tuned: readonly Fitted[], weights: readonly number[], size: number) {
  const columns = columnsOf(tuned, tuned, weights);
  if (columns.scorers.length < COLUMNS.length) return undefined;
  const everybody = Int32Array.from({ length: validation.test.users }, (_, user) => user);
  return learnReranker(collectRerankExamples(validation, columns, everybody), size)?.reranker;
}

/** @param tuned in the order of the weights */
function columnsOf(fitted: readonly Fitted[], tuned: readonly Fitted[], weights: readonly number[]): WeighedScorers {
  const generators = tuned.filter(({ method }) => method.role === "generator").map(({ method }) => method.name);
  const known = COLUMNS.flatMap((name) => {
    const own = fitted.find(({ method }) => method.name === name);
    return own ? [{ scorer: own.scorer, weight: weights[generators.indexOf(name)] ?? 0 }] : [];
  });
  return { scorers: known.map(({ scorer }) => scorer), weights: known.map(({ weight }) => weight) };
}

function chooseParameters(method: Method, validation: Split, options: EvaluationOptions) {
  const fit = method.prepare(validation.train, options.random);
  let best = { parameters: method.grid[0] ?? {}, ndcg: -1, scorer: fit(method.grid[0] ?? {}) };
  for (const parameters of method.grid) {
    const scorer = fit(parameters);
    const ndcg = meanOf(evaluateScorer(validation, scorer, options).perUser.ndcg);
    if (ndcg > best.ndcg) best = { parameters, ndcg, scorer };
  }
  return best;
}
