import type { Sentence } from "./split-sentences.ts";
import { splitSentences } from "./split-sentences.ts";
import type { TextLanguage } from "./tokenise-text.ts";
import { tokeniseText } from "./tokenise-text.ts";

/** A sentence of a passage with how much of the query it answers to: weight of the query's terms in it, 0–1. */
export type ScoredSentence = Sentence & { score: number };

/** Part of its best sentence's score that another one must have to be kept. */
const KEEP_SHARE = 0.45;

/**
 * The sentences of a passage that bear on a query, in the order of the text: contextual compression by selection, so what is kept is
 * quoted word by word. Long sentences need more to count the same (pivoted by the square root of their terms). O(length).
 */
export function compressPassage(
  text: string,
  query: { terms: readonly string[]; weightOf: (term: string) => number; language?: TextLanguage },
  limit: number,
): ScoredSentence[] {
  const weights = new Map([...new Set(query.terms)].map((term) => [term, query.weightOf(term)]));
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  const scored = splitSentences(text).map((sentence) => {
    const terms = tokeniseText(sentence.text, query.language);
    let found = 0;
    for (const term of new Set(terms)) found += weights.get(term) ?? 0;
    return { ...sentence, score: found / total / Math.max(1, Math.sqrt(terms.length / 20)) };
  });
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  return [...scored]
    .filter(({ score }) => score > 0 && score >= best * KEEP_SHARE)
    .sort((left, right) => right.score - left.score)
    .slice(0, limit)
    .sort((left, right) => left.start - right.start);
}
