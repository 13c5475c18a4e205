import { saveModel } from "../boosting/save-model.ts";
import type { InteractionTable } from "../collaborative/interactions.ts";
import { countUsersOfItems } from "../collaborative/interactions.ts";
import type { Factors } from "../collaborative/item-factors.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import { createPopularityScorer, createSessionsScorer } from "../collaborative/scorers.ts";
import { indexSessions, SESSION_DEFAULTS } from "../collaborative/session-neighbours.ts";
import type { EaseOptions } from "../collaborative/train-ease.ts";
import type { IalsOptions } from "../collaborative/train-ials.ts";
import type { TrainedSettings } from "../collaborative/trained-model.ts";
import { blendScorers, collectExamples } from "../evaluation/collect-examples.ts";
import type { Evaluation } from "../evaluation/evaluate-scorer.ts";
import { evaluateScorer, meanOf } from "../evaluation/evaluate-scorer.ts";
import { learnBlend, normaliseWeights } from "../evaluation/learn-blend.ts";
import { prepareTransitions } from "../evaluation/transitions-method.ts";
import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import { DEFAULT_OPTIONS } from "../recommender/options.ts";
import type { Holdout } from "./hold-out.ts";
import { holdOut } from "./hold-out.ts";
import type { Figures, GroupFigures, JudgedBeside } from "./judge-figures.ts";
import { judgeGroups, toFigures } from "./judge-figures.ts";
import { learnReranker } from "./learn-reranker.ts";
import type { RerankExample, WeighedScorers } from "./rerank-examples.ts";
import { collectRerankExamples, rerankScorers } from "./rerank-examples.ts";
import type { EaseSetup, FactorsSetup, Tried } from "./try-generators.ts";
import { tryEase, tryFactors } from "./try-generators.ts";

/** What the held-out part of the data has taught: how to train, how to weigh, and how well that does. */
export type Measured = {
  ease: EaseOptions;
  ials: IalsOptions;
  settings: TrainedSettings;
  /** On users who chose nothing: the blend, and beside it what everybody would get, what follows what, and what is blended without training. */
  figures: Record<"blend" | "popularity" | "transitions" | "untrained", Figures> & {
    /** The blend without the reranker, where there is one. */
    linear?: Figures;
  };
  /** Trees that correct the blend's order, as `saveModel` writes them; undefined where they did not show themselves. */
  reranker?: { trees: readonly number[]; scale: number } | undefined;
  /** nDCG of those who judged by the groups that were given, of each with enough of them. */
  groups?: readonly GroupFigures[];
  /** Users who judged. */
  users: number;
};
export type OnTrainingProgress = (share: number, note: string) => void;

/** Places of a list. */
const PLACES = 10;
/** Candidates of each generator that the weights are learned from. */
const CANDIDATES = 100;
/** Voice that transitions have at least: they alone know what has happened since the last training run. */
const LEAST_TRANSITIONS = 0.05;
/** The defaults of the online recommender. */
const TRANSITIONS = { decay: DEFAULT_OPTIONS.historyRankDecay, support: DEFAULT_OPTIONS.transitionSupport } as const;
/** How the online recommender weighs what is known here of the generators in their order; content is not. */
const UNTRAINED = [0, 0, 0, DEFAULT_OPTIONS.blend.transitions, DEFAULT_OPTIONS.blend.popularity] as const;

/**
 * Learns from the first nine tenths in time, chooses decays, regularisation (of small catalogs) and the blend's weights
 * on half of the users, and judges on the other half.
 * @param beside groups and categories that figures are wanted by
 * @returns the measurements, and factors for the final fit to begin from
 */
export function measureTraining(
  table: InteractionTable,
  seed: number,
  onProgress: OnTrainingProgress,
  beside: JudgedBeside = { groups: [] },
): { measured: Measured; factors: Factors } {
  const random = createRandom(seed);
  onProgress(0, "Learning what follows what");
  const { holdout, transitions } = holdOutHeard(table, random);
  const { train } = holdout;
  const within = (from: number, to: number, note: string) => (share: number) =>
    onProgress(from + (to - from) * share, note);
  const ease = chooseBest(holdout, tryEase(train, within(0, 0.35, "Trying item weights")));
  const factors = chooseBest(holdout, tryFactors(train, random, within(0.35, 0.8, "Trying factors")));
  onProgress(0.8, "Trying sessions");
  const scorers = {
    ease: ease.scorer,
    factors: factors.scorer,
    sessions: createSessionsScorer(indexSessions(train, SESSION_DEFAULTS), SESSION_DEFAULTS),
    transitions,
    popularity: createPopularityScorer(countUsersOfItems(train)),
  };
  onProgress(0.9, "Learning the weights of the blend");
  const { blend, scorer, weighed, untrained } = blendAll(holdout, scorers);
  onProgress(0.93, "Learning to correct the order");
  const reranker = learnReranker(askAgain(holdout, weighed, random), PLACES)?.reranker;
  onProgress(0.97, "Judging");
  const judge = (judged: Scorer) => judgeScorer(holdout, judged, beside);
  const linear = judge(scorer);
  const final = reranker ? judge(rerankScorers(weighed, reranker, train.items)) : linear;
  const popularity = judge(scorers.popularity);
  return {
    measured: {
      ease: ease.setup.options,
      ials: factors.setup.options,
      settings: {
        easeDecay: ease.setup.decay,
        factorsDecay: factors.setup.decay,
        sessions: SESSION_DEFAULTS,
        blend,
      },
      figures: {
        blend: toFigures(final),
        ...(reranker && { linear: toFigures(linear) }),
        popularity: toFigures(popularity),
        transitions: toFigures(judge(scorers.transitions)),
        untrained: toFigures(judge(untrained)),
      },
      groups: judgeGroups(final, popularity, beside.groups),
      users: holdout.judging.length,
      reranker: reranker && { trees: Array.from(saveModel(reranker.model)), scale: reranker.scale },
    },
    factors: factors.setup.factors,
  };
}

/** Lets transitions hear the training part, which then is let go of: with its repeats it is the largest thing of a run. */
function holdOutHeard(table: InteractionTable, random: Random): { holdout: Holdout; transitions: Scorer } {
  const { heard, ...holdout } = holdOut(table, random);
  return { holdout, transitions: prepareTransitions(heard)(TRANSITIONS) };
}

function chooseBest<T extends EaseSetup | FactorsSetup>(holdout: Holdout, tries: Iterable<Tried<T>>): Tried<T> {
  let best: (Tried<T> & { ndcg: number }) | undefined;
  for (const tried of tries) {
    const evaluation = evaluateScorer(holdout, tried.scorer, { ...askOptions(), users: holdout.choosing });
    const ndcg = meanOf(evaluation.perUser.ndcg);
    if (best === undefined || ndcg > best.ndcg) best = { ...tried, ndcg };
  }
  if (best === undefined) throw new RangeError("There is nothing to choose from");
  return best;
}

/** Learns the weights of the generators from those who choose. */
function blendAll(holdout: Holdout, scorers: Record<keyof TrainedSettings["blend"], Scorer>) {
  const { ease, factors, sessions, transitions, popularity } = scorers;
  const all = [ease, factors, sessions, transitions, popularity];
  const examples = collectExamples(holdout, all, CANDIDATES, holdout.choosing);
  const learned = learnBlend(examples, all.length, PLACES, [UNTRAINED]).weights;
  const weights = normaliseWeights(learned.with(3, Math.max(learned[3] ?? 0, LEAST_TRANSITIONS)));
  const [ofEase = 0, ofFactors = 0, ofSessions = 0, ofTransitions = 0, ofPopularity = 0] = weights;
  const blend: TrainedSettings["blend"] = {
    ease: ofEase,
    factors: ofFactors,
    sessions: ofSessions,
    transitions: ofTransitions,
    popularity: ofPopularity,
  };
  const untrained = blendScorers(all, UNTRAINED);
  return { blend, scorer: blendScorers(all, weights), weighed: { scorers: all, weights }, untrained };
}

/** The questions of those who choose, and once more at other moments: trees want more of them than weights do. */
function askAgain(holdout: Holdout, weighed: WeighedScorers, random: Random): RerankExample[] {
  const others = holdout.askAgain ? [holdout.askAgain(random)] : [];
  return [holdout, ...others].flatMap((split) => collectRerankExamples(split, weighed, holdout.choosing));
}

function judgeScorer(holdout: Holdout, scorer: Scorer, { categories }: JudgedBeside): Evaluation {
  const categoriesOf = categories && ((item: number) => categories[item] ?? []);
  return evaluateScorer(holdout, scorer, { ...askOptions(), users: holdout.judging, categoriesOf });
}

/** Nothing is sampled, so the numbers drawn do not matter. */
function askOptions() {
  return { size: PLACES, random: createRandom(0) };
}
