import type { TopicSpace } from "./topic-space.ts";

/** The terms that lie closest to a place in a space of topics: what documents say beside its words. O(terms · dimension). */
export function relatedTerms(
  { dimension, vocabulary, basis }: TopicSpace,
  place: Float32Array,
  { limit, except }: { limit: number; except: ReadonlySet<string> },
): string[] {
  const scored: { term: string; score: number }[] = [];
  for (const [term, column] of vocabulary.columns) {
    if (except.has(term)) continue;
    let score = 0;
    for (let k = 0; k < dimension; k++) score += (place[k] ?? 0) * (basis[column * dimension + k] ?? 0);
    if (score > 0) scored.push({ term, score });
  }
  return scored
    .sort((left, right) => right.score - left.score)
    .slice(0, limit)
    .map(({ term }) => term);
}
