import type { Passage } from "@rapport/contracts/knowledge";
import { compressPassage } from "@rapport/engine/retrieval/compress-passage";
import { countCommon } from "@rapport/engine/retrieval/count-common";
import type { RerankedPassage } from "@rapport/engine/retrieval/rerank-passages";
import { rerankPassages } from "@rapport/engine/retrieval/rerank-passages";
import { tokeniseText } from "@rapport/engine/retrieval/tokenise-text";
import type { ChunkRow } from "@rapport/store/queries/knowledge";
import { findChunks } from "@rapport/store/queries/knowledge";
import type { Context } from "../../context.ts";
import type { KnowledgeIndex, KnownDocument } from "./knowledge-index.ts";
import type { RankedChunk, SearchQuery } from "./rank-chunks.ts";
import { rankChunks } from "./rank-chunks.ts";
import { rerankByService } from "./rerank-by-service.ts";

/** Chunks that are read and reranked. */
const CANDIDATES = 50;
/** Two passages that share this much of their words say the same twice; the better one stays. */
const SAME_SHARE = 0.85;
const QUOTE_SENTENCES = 6;

type Candidate = {
  chunk: ChunkRow;
  document: KnownDocument;
  ranked: RankedChunk;
  terms: readonly string[];
  looks: RerankedPassage;
};

/** The passages for a question, best first, no two the same, and who ordered them last. */
export async function retrievePassages(
  ctx: Context,
  index: KnowledgeIndex,
  queries: readonly SearchQuery[],
  { question, limit, documentIds }: { question: string; limit: number; documentIds: readonly string[] | undefined },
): Promise<{ passages: Passage[]; reranker: string }> {
  const allowed = documentIds && new Set(documentIds);
  const isAllowed = allowed && ((id: string) => allowed.has(documentOf(id)));
  const topicHits = await ctx.knowledge.searchTopics(ctx.projectId, queries, documentIds);
  const ranked = rankChunks(index, queries, { limit: CANDIDATES, isAllowed, topicHits });
  const terms = bestTerms(queries);
  const weightOf = (term: string) => index.words.weightOf(term);
  const candidates = await readCandidates(ctx, index, ranked, { terms, weightOf });
  const { order, reranker } = await rerankByService(ctx, question, candidates.map(textOf));
  const ordered = order.flatMap(({ position, score }) => {
    const candidate = candidates[position];
    return candidate ? [{ ...candidate, looks: { ...candidate.looks, score } }] : [];
  });
  const passages = dropSame(ordered, limit).map((candidate, i) => {
    const { chunk, document } = candidate;
    const language = document.language;
    const quote = compressPassage(chunk.text, { terms, weightOf, language }, QUOTE_SENTENCES);
    return toPassage(candidate, i + 1, quote.map(({ text }) => text).join(" "));
  });
  return { passages, reranker };
}

/** Terms of the question, or of the corrected one where some of its own are nowhere. */
function bestTerms([asked, corrected]: readonly SearchQuery[]): readonly string[] {
  return corrected?.weight === 1 ? corrected.terms : (asked?.terms ?? []);
}

async function readCandidates(
  ctx: Context,
  index: KnowledgeIndex,
  ranked: readonly RankedChunk[],
  query: { terms: readonly string[]; weightOf: (term: string) => number },
): Promise<Candidate[]> {
  const places = ranked.map(({ id }) => ({
    documentId: documentOf(id),
    number: Number(id.slice(id.lastIndexOf(".") + 1)),
  }));
  const rows = await findChunks(ctx.store.db, ctx.projectId, places);
  const chunks = new Map(rows.map((row) => [`${row.documentId}.${row.number}`, row]));
  const found = ranked.flatMap((hit) => {
    const chunk = chunks.get(hit.id);
    const document = index.documents.get(documentOf(hit.id));
    if (!chunk || !document) return [];
    const { language } = document;
    const terms = tokeniseText(chunk.text, language);
    return [
      {
        ranked: hit,
        chunk,
        document,
        terms,
        headingTerms: tokeniseText(`${document.title} ${chunk.heading}`, language),
      },
    ];
  });
  const looks = rerankPassages(
    query.terms,
    found.map(({ ranked: { id, score }, terms, headingTerms }) => ({ id, score, terms, headingTerms })),
    query.weightOf,
  );
  const byId = new Map(found.map((candidate) => [candidate.ranked.id, candidate]));
  return looks.flatMap((look) => {
    const candidate = byId.get(look.id);
    return candidate ? [{ ...candidate, looks: look }] : [];
  });
}

function textOf({ chunk, looks }: Candidate): { text: string; score: number } {
  return { text: chunk.heading === "" ? chunk.text : `${chunk.heading}\n${chunk.text}`, score: looks.score };
}

function dropSame(candidates: readonly Candidate[], limit: number): Candidate[] {
  const kept: { candidate: Candidate; words: Set<string> }[] = [];
  for (const candidate of candidates) {
    if (kept.length >= limit) break;
    const words = new Set(candidate.terms);
    if (!kept.some((other) => shareOf(words, other.words) >= SAME_SHARE)) kept.push({ candidate, words });
  }
  return kept.map(({ candidate }) => candidate);
}

/** Jaccard index of two sets. */
function shareOf(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const common = countCommon(left, right);
  return common / Math.max(1, left.size + right.size - common);
}

function toPassage({ chunk, document, ranked, looks }: Candidate, number: number, quote: string): Passage {
  const { words, topics, queries } = ranked;
  const { coverage, proximity, phrase, heading } = looks;
  return {
    number,
    chunkId: ranked.id,
    documentId: document.id,
    title: document.title,
    heading: chunk.heading,
    url: chunk.url ?? document.url,
    text: chunk.text,
    quote: quote === "" ? chunk.text.slice(0, 300) : quote,
    score: looks.score,
    why: { words, topics, coverage, proximity, phrase, heading, queries },
  };
}

function documentOf(chunkId: string): string {
  return chunkId.slice(0, chunkId.lastIndexOf("."));
}
