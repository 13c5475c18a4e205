import type { QuestionType } from "@rapport/contracts/knowledge";
import { splitComparison, stripAsking } from "@rapport/engine/retrieval/classify-question";
import type { KnownTerm } from "@rapport/engine/retrieval/correct-term";
import { correctTerm } from "@rapport/engine/retrieval/correct-term";
import { relatedTerms } from "@rapport/engine/retrieval/related-terms";
import { embedTerms } from "@rapport/engine/retrieval/topic-space";
import { z } from "zod";
import type { Context } from "../../context.ts";
import { tellError } from "../../logger.ts";
import type { KnowledgeIndex } from "./knowledge-index.ts";
import type { SearchQuery } from "./rank-chunks.ts";

/** What a model is asked for: other wordings, and a passage as it might answer (HyDE, Gao et al., ACL 2023). */
const expansionSchema = z.object({
  queries: z.array(z.string().max(300)).max(4),
  passage: z.string().max(2_000),
});

/** Which types gain by which: other wordings help where a question is wide, an imagined passage where it asks for a text. */
const USES: Record<QuestionType, { wordings: boolean; passage: boolean; related: boolean }> = {
  fact: { wordings: false, passage: false, related: false },
  "how-to": { wordings: true, passage: true, related: false },
  comparison: { wordings: true, passage: false, related: false },
  broad: { wordings: true, passage: true, related: true },
};
const INSTRUCTIONS =
  "Word the question in up to three other ways that documents may use, and write a short passage as a document that answers it might contain. Leave both empty if you cannot.";

/**
 * The wordings that a question is searched by: itself, with slips put right by the documents' own words, the things that it compares,
 * terms of its topic where it is broad, and what a model adds where one is configured. Only the type decides which, never the text.
 */
export async function planQueries(
  ctx: Context,
  index: KnowledgeIndex,
  { question, type }: { question: string; type: QuestionType },
): Promise<SearchQuery[]> {
  const asked = stripAsking(question);
  const terms = index.termsOf(asked);
  const toQuery = (text: string, weight: number): SearchQuery => ({ text, terms: index.termsOf(text), weight });
  const queries = [{ text: question, terms, weight: 1 }, ...correctSlips(index, terms)];
  if (type === "comparison") queries.push(...splitComparison(question).map((side) => toQuery(side, 0.7)));
  if (USES[type].related) queries.push(...addRelated(index, terms));
  const { queries: wordings, passage } = await askModel(ctx, question, type);
  if (USES[type].wordings) queries.push(...wordings.map((wording) => toQuery(stripAsking(wording), 0.6)));
  if (USES[type].passage && passage.trim() !== "")
    queries.push({ ...toQuery(passage, 0.6), text: "A passage that might answer it", topicsOnly: true });
  return queries.filter((query) => query.terms.length > 0);
}

/** The question with terms that no document holds replaced by the nearest that one does; it then counts as the question. */
function correctSlips(index: KnowledgeIndex, terms: readonly string[]): SearchQuery[] {
  const corrections = new Map<string, string>();
  for (const term of terms) {
    if (index.words.frequencyOf(term) > 0) continue;
    const correct = correctTerm(term, knownTerms(index));
    if (correct !== undefined) corrections.set(term, correct);
  }
  if (corrections.size === 0) return [];
  const corrected = terms.map((term) => corrections.get(term) ?? term);
  return [{ text: corrected.join(" "), terms: corrected, weight: 1 }];
}

function* knownTerms({ words }: KnowledgeIndex): Generator<KnownTerm> {
  for (const term of words.vocabulary()) yield { term, documents: words.frequencyOf(term) };
}

function addRelated({ topics }: KnowledgeIndex, terms: readonly string[]): SearchQuery[] {
  if (!topics) return [];
  const related = relatedTerms(topics, embedTerms(topics, terms), { limit: 3, except: new Set(terms) });
  const all = [...terms, ...related];
  return related.length === 0 ? [] : [{ text: all.join(" "), terms: all, weight: 0.3 }];
}

async function askModel(ctx: Context, question: string, type: QuestionType): Promise<z.infer<typeof expansionSchema>> {
  const nothing = { queries: [], passage: "" };
  if (!USES[type].wordings && !USES[type].passage) return nothing;
  try {
    const { value } = await ctx.models.generate({
      role: "plan",
      name: "expand-question",
      projectId: ctx.projectId,
      instructions: INSTRUCTIONS,
      input: { question, type },
      schema: expansionSchema,
      maxOutputTokens: 500,
    });
    return value;
  } catch (error) {
    // The question alone still finds most of what it can.
    ctx.log.warn("No model worded the question anew", { projectId: ctx.projectId, error: tellError(error) });
    return nothing;
  }
}
