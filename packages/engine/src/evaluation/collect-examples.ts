import { itemsOfUser, timesOfUser } from "../collaborative/interactions.ts";
import type { Scorer } from "../collaborative/scorer.ts";
import type { BlendExample } from "./learn-blend.ts";
import { rankItems } from "./rank-items.ts";
import type { Split } from "./split-interactions.ts";

/**
 * Examples for `learnBlend`: of each test user the best candidates of every generator, with all generators' scores of
 * them. O(users × generators × items).
 * @param perGenerator candidates that each generator proposes
 */
export function collectExamples(
  split: Split,
  scorers: readonly Scorer[],
  perGenerator: number,
  users?: Int32Array,
): BlendExample[] {
  const { train, past = train } = split;
  const examples: BlendExample[] = [];
  const columns = scorers.map(() => new Float64Array(train.items));
  const asked = users ?? Int32Array.from({ length: split.test.users }, (_, user) => user);
  for (const user of asked) {
    const wanted = new Set(itemsOfUser(split.test, user));
    if (wanted.size === 0) continue;
    const history = { user, items: itemsOfUser(past, user), timesMs: timesOfUser(past, user) };
    const chosen = new Set<number>();
    const scales = scorers.map((scorer, generator) => {
      const scores = columns[generator]?.fill(0) ?? new Float64Array();
      scorer(history, scores);
      const best = rankItems(scores, history, perGenerator);
      for (const item of best) if ((scores[item] ?? 0) > 0) chosen.add(item);
      return scaleOf(scores[best[0] ?? -1] ?? 0);
    });
    const items = Int32Array.from(chosen).sort();
    examples.push({
      candidates: items.length,
      scores: Float32Array.from(
        scales.flatMap((scale, generator) => Array.from(items, (item) => (columns[generator]?.[item] ?? 0) * scale)),
      ),
      relevant: Uint8Array.from(items, (item) => Number(wanted.has(item))),
      wanted: wanted.size,
    });
  }
  return examples;
}

/** Adds generators up as serving does: each scaled to its best candidate. */
export function blendScorers(scorers: readonly Scorer[], weights: readonly number[]): Scorer {
  let column = new Float64Array();
  return (history, scores) => {
    if (column.length !== scores.length) column = new Float64Array(scores.length);
    scorers.forEach((scorer, generator) => {
      const weight = weights[generator] ?? 0;
      if (weight === 0) return;
      scorer(history, column.fill(0));
      for (const item of history.items) column[item] = 0;
      const scale = weight * scaleOf(column.reduce((best, score) => Math.max(best, score), 0));
      for (let item = 0; item < scores.length; item += 1)
        scores[item] = (scores[item] ?? 0) + scale * (column[item] ?? 0);
    });
  };
}

function scaleOf(best: number): number {
  return best > 0 ? 1 / best : 0;
}
