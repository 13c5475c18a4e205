import { createPool, orderPool, RERANK_POOL, setCandidate } from "../reranking/reranker.ts";
import type { Blended, ScoredItem } from "./blend-candidates.ts";
import type { CandidateSet } from "./candidates.ts";
import type { Trained, TrainedEvidence } from "./trained.ts";

/** Share of the history that training must have seen: below it the blend's weights are not those the trees know. */
const LEAST_EVIDENCE = 0.5;

/** Generators in the order of the reranker's features. */
const RELATIVE = ["ease", "factors", "sessions", "transitions", "popularity"] as const;

/**
 * Corrects the order of the blend's best candidates by the reranker of a training run. The scores stay and are dealt out
 * anew, so what an item has more than its own is the reranker's share.
 * @param asked times of the history's entries and of the question
 */
export function rerankLearned(
  { scored, relativeOf }: Blended,
  trained: Trained | undefined,
  scores: (TrainedEvidence & Pick<CandidateSet, "dense">) | undefined,
  asked: { timesMs: readonly number[]; nowMs: number },
): ScoredItem[] {
  const reranker = trained?.model.reranker;
  if (!reranker || !scores || scores.evidence < LEAST_EVIDENCE) return scored;
  // What nobody knows anything of only fills the list.
  const pool = createPool(scored.slice(0, RERANK_POOL).filter(({ score }) => score > 0).length);
  const latestMs = asked.timesMs.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  const moment = { historySize: scores.known, idleMs: asked.nowMs - latestMs };
  const relative = new Float64Array(RELATIVE.length);
  const unscaled = new Float64Array(2);
  for (let place = 0; place < pool.size; place += 1) {
    const slot = scored[place]?.slot ?? 0;
    for (let index = 0; index < relative.length; index += 1) {
      relative[index] = relativeOf(RELATIVE[index] ?? "ease", slot);
    }
    unscaled[0] = scores.dense.ease[slot] ?? 0;
    unscaled[1] = scores.dense.factors[slot] ?? 0;
    setCandidate(pool, place, { relative, blended: scored[place]?.score ?? 0, unscaled }, moment);
  }
  const head = Array.from(orderPool(reranker, pool), (from, place) => ({
    slot: scored[from]?.slot ?? 0,
    score: scored[place]?.score ?? 0,
  }));
  return [...head, ...scored.slice(pool.size)];
}
