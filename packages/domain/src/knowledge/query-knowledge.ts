import type { AnswerClaim, KnowledgeAnswer, KnowledgeQuery, Passage, QuestionType } from "@rapport/contracts/knowledge";
import { classifyQuestion } from "@rapport/engine/retrieval/classify-question";
import type { Context } from "../context.ts";
import { planQueries } from "./searching/plan-queries.ts";
import { retrievePassages } from "./searching/retrieve-passages.ts";
import { writeAnswer } from "./searching/write-answer.ts";

/** Share of a question that its passages must cover, by how much its words tell, before anything is written. */
const LEAST_COVERAGE = 0.5;
/** Share of the best passage's coverage that others must have: what only shares the subject answers another question. */
const NEARLY = 0.75;
/** Below this an answer is not given: nobody is helped by a guess. */
const LEAST_CONFIDENCE = 0.4;
const UNKNOWN = "I do not know: the documents do not answer this.";

/**
 * Answers a question from the project's documents: finds passages by words and topics, orders them, has statements written from them
 * and keeps those that follow from what they cite. Where the passages do not cover the question, or nothing of what was written
 * holds, it says that it does not know.
 * @throws RapportError as the language model does, when a passage was found and no model answers
 */
export async function queryKnowledge(ctx: Context, input: KnowledgeQuery): Promise<KnowledgeAnswer> {
  const { question } = input;
  const index = await ctx.knowledge.get(ctx.projectId);
  const questionType = classifyQuestion(question);
  const queries = await planQueries(ctx, index, { question, type: questionType });
  const { passages, reranker } = await retrievePassages(ctx, index, queries, {
    question,
    limit: input.limit,
    documentIds: input.documentIds,
  });
  const found = {
    questionType,
    queries: queries.map(({ text }) => text),
    passages,
    reranker,
    claims: [],
    groundedness: 0,
    confidence: 0,
    model: null,
  };
  if (!input.answer) return { ...found, status: "searched", answer: "" };
  const useful = takeUseful(passages, questionType);
  if (useful.length === 0) return { ...found, status: "unknown", answer: UNKNOWN };
  const { claims, model } = await writeAnswer(ctx, { question, type: questionType, passages: useful });
  return { ...found, ...judgeAnswer(claims, passages), claims, model };
}

/** The passages that bear on the question: those that cover it, and nearly as much of it as the best does. */
function takeUseful(passages: readonly Passage[], type: QuestionType): Passage[] {
  // Each side of a comparison covers half of it.
  if (type === "comparison") return passages.filter(({ why }) => why.coverage >= LEAST_COVERAGE / 2);
  const best = passages.reduce((most, { why }) => Math.max(most, why.coverage), 0);
  return passages.filter(({ why }) => why.coverage >= Math.max(LEAST_COVERAGE, NEARLY * best));
}

/** What of the statements is shown, and how far it can be relied on. */
function judgeAnswer(
  claims: readonly AnswerClaim[],
  passages: readonly Passage[],
): Pick<KnowledgeAnswer, "status" | "answer" | "groundedness" | "confidence"> {
  const supported = claims.filter((claim) => claim.supported);
  const groundedness = claims.length === 0 ? 0 : supported.length / claims.length;
  const cited = new Set(supported.map(({ citation }) => citation));
  const coverage = passages
    .filter(({ number }) => cited.has(number))
    .reduce((most, { why }) => Math.max(most, why.coverage), 0);
  const confidence = groundedness * (0.2 + 0.8 * coverage);
  if (supported.length === 0 || confidence < LEAST_CONFIDENCE)
    return { status: "unknown", answer: UNKNOWN, groundedness, confidence };
  const answer = supported.map(({ text, citation }) => `${text} [${citation}]`).join(" ");
  return { status: "answered", answer, groundedness, confidence };
}
