import { findInjections } from "@rapport/engine/text-safety/find-injections";
import type { Context } from "../context.ts";
import { retrievePassages } from "../knowledge/searching/retrieve-passages.ts";
import type { Fact } from "./fact.ts";

/** Passages that are looked at, and statements that are taken of them. */
const MOST = { passages: 5, facts: 8, factLength: 300 } as const;
/** Words of this length tell what a sentence is about. */
const TELLING = 4;

/**
 * Statements of the project's documents about a subject, each with the passage that it stands in. The catalog's own document and what was
 * published before are left out: the one is read as it is, the other would prove itself. A sentence that speaks to a model is none.
 */
export async function retrieveFacts(ctx: Context, subject: string): Promise<Fact[]> {
  const index = await ctx.knowledge.get(ctx.projectId);
  const documentIds = [...index.documents.values()]
    .filter(({ kind }) => kind !== "catalog" && kind !== "content")
    .map(({ id }) => id);
  if (documentIds.length === 0) return [];
  const query = { text: subject, terms: index.termsOf(subject), weight: 1 };
  const limits = { question: subject, limit: MOST.passages, documentIds };
  const { passages } = await retrievePassages(ctx, index, [query], limits);
  const words = wordsOf(subject);
  const facts = passages.flatMap(({ text, chunkId }) =>
    sentencesOf(text)
      .filter((sentence) => sentence.length <= MOST.factLength && findInjections(sentence).length === 0)
      .filter((sentence) => wordsOf(sentence).some((word) => words.includes(word)))
      .map((sentence) => ({ text: sentence, source: `knowledge:${chunkId}` })),
  );
  return facts.slice(0, MOST.facts);
}

function sentencesOf(text: string): string[] {
  return text.match(/[^.!?\n]+[.!?]/gu)?.map((sentence) => sentence.trim()) ?? [];
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= TELLING);
}
