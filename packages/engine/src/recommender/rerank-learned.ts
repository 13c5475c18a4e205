import { createPool, orderPool, RERANK_POOL, setCandidate } from "../reranking/reranker.ts";
import type { Blended, ScoredItem } from "./blend-candidates.ts";
import type { CandidateSet } from "./candidates.ts";
import type { Trained, TrainedEvidence } from "./trained.ts";

/** Share of the history that training must have seen: below it the blend's weights are not those the trees know. */
const LEAST_EVIDENCE = 0.5;

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
  for (let place = 0; place < pool.size; place += 1) {
    const { slot = 0, score = 0 } = scored[place] ?? {};
    const { ease, factors, sessions, transitions, popularity } = relativeOf(slot);
    const unscaled = [scores.dense.ease[slot] ?? 0, scores.dense.factors[slot] ?? 0];
    const relative = [ease, factors, sessions, transitions, popularity];
    setCandidate(pool, place, { relative, blended: score, unscaled }, moment);
  }
  const head = Array.from(orderPool(reranker, pool), (from, place) => ({
    slot: scored[from]?.slot ?? 0,
    score: scored[place]?.score ?? 0,
  }));
  return [...head, ...scored.slice(pool.size)];
}
