/** What a reranker looks at of a passage: its terms in order, those of its headings, and what found it. */
export type PassageCandidate = { id: string; score: number; terms: readonly string[]; headingTerms: readonly string[] };

/** A passage in its new order, with what each look at it said (0–1). */
export type RerankedPassage = {
  id: string;
  score: number;
  coverage: number;
  proximity: number;
  phrase: number;
  heading: number;
};

/**
 * Shares of the looks. The first ranking keeps most: lexical signs refine it and cannot stand for it. The order of the others is that
 * of Metzler and Croft's weights (.85 terms, .1 exact phrases, .05 windows) with headings beside them.
 */
const WEIGHTS = { score: 0.7, coverage: 0.12, phrase: 0.08, proximity: 0.05, heading: 0.05 } as const;
/** Width of the window in which query terms count as close, terms. Metzler and Croft: 8. */
const WINDOW = 8;

/**
 * Orders passages anew by how their words stand: how much of the query they cover, whether its terms stand together as they do in the
 * query (sequential dependence, Metzler and Croft, SIGIR 2005) or close by each other (Tao and Zhai, SIGIR 2007), and whether their
 * headings name it. O(terms of all passages).
 * @param candidates best first, scores 0–1
 * @param weightOf how much a term tells, above 0
 */
export function rerankPassages(
  query: readonly string[],
  candidates: readonly PassageCandidate[],
  weightOf: (term: string) => number,
): RerankedPassage[] {
  const wanted = new Map([...new Set(query)].map((term) => [term, weightOf(term)]));
  const total = [...wanted.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  return candidates
    .map((candidate) => judge(query, candidate, wanted, total))
    .sort((left, right) => right.score - left.score);
}

function judge(
  query: readonly string[],
  { id, score, terms, headingTerms }: PassageCandidate,
  wanted: ReadonlyMap<string, number>,
  total: number,
): RerankedPassage {
  const looks = {
    coverage: coverageOf(terms, wanted) / total,
    proximity: bestWindow(terms, wanted) / total,
    phrase: pairsOf(query, terms),
    heading: coverageOf(headingTerms, wanted) / total,
  };
  const { coverage, proximity, phrase, heading } = WEIGHTS;
  const sum =
    WEIGHTS.score * score +
    coverage * looks.coverage +
    proximity * looks.proximity +
    phrase * looks.phrase +
    heading * looks.heading;
  return { id, score: sum, ...looks };
}

function coverageOf(terms: readonly string[], wanted: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const term of new Set(terms)) sum += wanted.get(term) ?? 0;
  return sum;
}

/** Greatest weight of distinct query terms within one window. */
function bestWindow(terms: readonly string[], wanted: ReadonlyMap<string, number>): number {
  const inside = new Map<string, number>();
  let weight = 0;
  let best = 0;
  terms.forEach((term, index) => {
    const left = terms[index - WINDOW];
    if (left !== undefined && wanted.has(left)) {
      const count = (inside.get(left) ?? 1) - 1;
      inside.set(left, count);
      if (count === 0) weight -= wanted.get(left) ?? 0;
    }
    const value = wanted.get(term);
    if (value === undefined) return;
    const count = inside.get(term) ?? 0;
    if (count === 0) weight += value;
    inside.set(term, count + 1);
    best = Math.max(best, weight);
  });
  return best;
}

/** Share of the query's neighbouring pairs that stand side by side in the passage. */
function pairsOf(query: readonly string[], terms: readonly string[]): number {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < query.length; i++) pairs.add(`${query[i]} ${query[i + 1]}`);
  if (pairs.size === 0) return 0;
  const found = new Set<string>();
  for (let i = 0; i + 1 < terms.length; i++) {
    const pair = `${terms[i]} ${terms[i + 1]}`;
    if (pairs.has(pair)) found.add(pair);
  }
  return found.size / pairs.size;
}
