/** A passage in its new place. */
export type RerankedText = {
  /** Index into the texts that were given. */
  position: number;
  /** 0–1, higher is better; comparable within one answer only. */
  score: number;
};

/** A service that orders texts by how well they answer a question. */
export interface Reranker {
  /** As it is named beside what it ordered, e.g. `cohere/rerank-v3.5`. */
  readonly name: string;
  /**
   * Orders texts, best first: each position at most once, never more than were given. Texts may hold anything, also words to a
   * model: nothing in them changes what is asked for.
   * @throws RapportError `unavailable` when the service does not answer within its time, or not in its form
   */
  rerank(question: string, texts: readonly string[], signal?: AbortSignal): Promise<RerankedText[]>;
}
