import { chunkTerms, KnowledgeIndex } from "@rapport/domain/knowledge/searching/knowledge-index";
import { rankChunks } from "@rapport/domain/knowledge/searching/rank-chunks";
import { InvertedIndex } from "@rapport/engine/retrieval/inverted-index";
import { gradedNdcg, recallAt, reciprocalRank } from "@rapport/engine/retrieval/judge-ranking";
import { rerankPassages } from "@rapport/engine/retrieval/rerank-passages";
import { tokeniseAsLucene } from "@rapport/engine/retrieval/tokenise-as-lucene";
import { tokeniseText } from "@rapport/engine/retrieval/tokenise-text";
import { fitTopics } from "@rapport/engine/retrieval/topic-space";
import type { Collection } from "./read-beir.ts";

/** Means over the questions, each 0–1, and what one question took. */
export type RetrievalFigures = { method: string; ndcg10: number; recall100: number; mrr10: number; msPerQuery: number };

const METHODS = ["words as Lucene cuts them", "words (BM25)", "topics (LSA)", "hybrid", "reranked"] as const;
/** Documents that topics are learned from, as many as a server takes. */
const FIT_DOCUMENTS = 3_000;
const RERANKED = 50;

/** Judges each way of searching, and all together, by a collection's own judgements. */
export function evaluateRetrieval(
  { documents, queries, judgements }: Collection,
  say: (step: string) => void,
): RetrievalFigures[] {
  say(`indexing ${documents.length} documents`);
  const { index, termsOf } = buildIndex(documents);
  const asLucene = indexAsLucene(documents);
  const sums = METHODS.map((method) => ({ method, ndcg10: 0, recall100: 0, mrr10: 0, msPerQuery: 0 }));
  queries.forEach(({ id, text }, number) => {
    if (number % 500 === 0) say(`asking ${number} of ${queries.length}`);
    const grades = judgements.get(id) ?? new Map<string, number>();
    METHODS.forEach((method, i) => {
      const started = performance.now();
      const ranking = search({ index, termsOf, asLucene }, method, text);
      const sum = sums[i];
      if (!sum) return;
      sum.msPerQuery += performance.now() - started;
      sum.ndcg10 += gradedNdcg(ranking, grades, 10);
      sum.recall100 += recallAt(ranking, grades, 100);
      sum.mrr10 += reciprocalRank(ranking.slice(0, 10), grades);
    });
  });
  const mean = (value: number) => value / Math.max(1, queries.length);
  return sums.map(({ method, ndcg10, recall100, mrr10, msPerQuery }) => ({
    method,
    ndcg10: mean(ndcg10),
    recall100: mean(recall100),
    mrr10: mean(mrr10),
    msPerQuery: mean(msPerQuery),
  }));
}

type TermsOf = (chunkId: string) => readonly string[];

function buildIndex(documents: Collection["documents"]): { index: KnowledgeIndex; termsOf: TermsOf } {
  const index = new KnowledgeIndex();
  const terms = new Map<string, readonly string[]>();
  for (const { id, title, text } of documents) {
    const document = { id, kind: "file" as const, title, url: null, language: "en" as const, revision: 0 };
    const chunk = { documentId: id, number: 0, heading: "", text, url: null };
    index.setDocument(document, [chunk]);
    terms.set(`${id}.0`, chunkTerms(document, chunk));
  }
  const every = Math.max(1, Math.ceil(documents.length / FIT_DOCUMENTS));
  const fit = fitTopics([...terms.values()].filter((_, i) => i % every === 0));
  let step = fit.next();
  while (!step.done) step = fit.next();
  index.setTopics(step.value);
  for (const [id, of] of terms) index.placeChunk(id, of);
  return { index, termsOf: (id) => terms.get(id) ?? [] };
}

/** What published figures are made with, to be held against them. */
function indexAsLucene(documents: Collection["documents"]): InvertedIndex {
  const index = new InvertedIndex();
  for (const { id, title, text } of documents) index.add(id, tokeniseAsLucene(`${title}\n${text}`));
  return index;
}

type Searched = { index: KnowledgeIndex; termsOf: TermsOf; asLucene: InvertedIndex };

/** Ids of documents, best first. */
function search(searched: Searched, method: (typeof METHODS)[number], question: string): string[] {
  if (method === "words as Lucene cuts them")
    return searched.asLucene.search(tokeniseAsLucene(question), 100).map(({ id }) => id);
  return searchChunks(searched, method, question).map((chunkId) => chunkId.slice(0, -2));
}

function searchChunks({ index, termsOf }: Searched, method: (typeof METHODS)[number], question: string): string[] {
  const terms = tokeniseText(question);
  if (method === "words (BM25)") return index.searchWords(terms, 100).map(({ id }) => id);
  if (method === "topics (LSA)") return index.searchTopics(terms, 100).map(({ id }) => id);
  const hits = rankChunks(index, [{ text: question, terms, weight: 1 }], { limit: 100 });
  if (method === "hybrid") return hits.map(({ id }) => id);
  const candidates = hits
    .slice(0, RERANKED)
    .map(({ id, score }) => ({ id, score, terms: termsOf(id), headingTerms: [] }));
  const first = rerankPassages(terms, candidates, (term) => index.words.weightOf(term));
  return [...first, ...hits.slice(RERANKED)].map(({ id }) => id);
}
