import { fuseScores } from "@rapport/engine/retrieval/fuse-scores";
import type { SearchHit } from "@rapport/engine/retrieval/inverted-index";
import type { KnowledgeIndex } from "./knowledge-index.ts";
import { shareOfTopics } from "./share-of-topics.ts";

/** One wording that is searched for: its terms, and how much it counts beside the question itself, which counts 1. */
export type SearchQuery = {
  text: string;
  terms: readonly string[];
  weight: number;
  /** Only its topics are looked at: a passage that a model imagined has words that no document needs to have. */
  topicsOnly?: boolean;
};

/** A chunk with what the searches said of it, each 0–1, and which queries found it. */
export type RankedChunk = { id: string; score: number; words: number; topics: number; queries: number[] };

/** Each search's first hits that fusion looks at. */
export const DEPTH = 100;

/**
 * Chunks by the words and the topics of all wordings together, best first.
 * @param topicHits of each wording, where chunks do not stand in memory
 */
export function rankChunks(
  index: KnowledgeIndex,
  queries: readonly SearchQuery[],
  {
    limit,
    isAllowed,
    topicHits,
  }: {
    limit: number;
    isAllowed?: ((id: string) => boolean) | undefined;
    topicHits?: readonly SearchHit[][] | undefined;
  },
): RankedChunk[] {
  const lists = queries.flatMap((query, number) => {
    const words = query.topicsOnly ? [] : index.searchWords(query.terms, DEPTH, isAllowed);
    const topics = topicHits?.[number] ?? index.searchTopics(query.terms, DEPTH, isAllowed);
    const share = shareOfTopics(index, query.terms, words);
    return [
      { number, kind: "words" as const, hits: words, weight: query.topicsOnly ? 0 : query.weight * (1 - share) },
      { number, kind: "topics" as const, hits: topics, weight: query.weight * share },
    ];
  });
  return fuseScores(lists, limit).map(({ id, score, parts }) => {
    const best = (kind: "words" | "topics") => Math.max(0, ...parts.filter((_, i) => lists[i]?.kind === kind));
    const found = lists.filter((_, i) => (parts[i] ?? 0) > 0).map(({ number }) => number);
    return { id, score, words: best("words"), topics: best("topics"), queries: [...new Set(found)] };
  });
}
