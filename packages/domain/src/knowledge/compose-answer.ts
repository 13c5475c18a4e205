import { classifyQuestion, splitComparison, stripAsking } from "@rapport/engine/retrieval/classify-question";
import { countCommon } from "@rapport/engine/retrieval/count-common";
import { splitSentences } from "@rapport/engine/retrieval/split-sentences";
import { tokeniseText } from "@rapport/engine/retrieval/tokenise-text";
import { z } from "zod";

const inputSchema = z.object({
  question: z.string(),
  passages: z.array(z.object({ number: z.number(), text: z.string() })),
});

/** Statements by type of question: a fact is one or two sentences, the others are told in more. */
const STATEMENTS = { fact: 2, "how-to": 5, comparison: 4, broad: 5 } as const;

type Scored = { text: string; passage: number; order: number; terms: Set<string>; score: number };

/**
 * An answer without a language model: the sentences of the passages that hold most of the question's words, quoted as they stand, in
 * the order of the passages. Each further sentence counts for what it adds, so no two say the same.
 * @param input what the task `answer-question` gives
 */
export function composeAnswer(input: unknown): { answered: boolean; statements: { text: string; passage: number }[] } {
  const { question, passages } = inputSchema.parse(input);
  const type = classifyQuestion(question);
  const sides = type === "comparison" ? splitComparison(question) : [];
  const wanted = new Set(tokeniseText(sides.length > 0 ? sides.join(" ") : stripAsking(question)));
  const scored = passages.flatMap(({ number, text }, p) =>
    splitSentences(text).map((sentence, s): Scored => {
      const terms = new Set(tokeniseText(sentence.text));
      // A later passage is less sure; a long sentence holds words by its length alone.
      const score = (countCommon(terms, wanted) * (1 - 0.05 * p)) / Math.max(1, Math.sqrt(terms.size / 15));
      return { text: sentence.text, passage: number, order: p * 1_000 + s, terms, score };
    }),
  );
  const taken = type === "how-to" ? takeSteps(scored) : takeSentences(scored, STATEMENTS[type]);
  return {
    answered: taken.length > 0,
    statements: taken.map(({ text, passage }) => ({ text: text.replace(/^[-•*]\s+/, "").slice(0, 600), passage })),
  };
}

/** The best sentence with those after it in its passage: instructions go on without naming again what they are for. */
function takeSteps(scored: readonly Scored[]): Scored[] {
  const best = scored.reduce<Scored | undefined>(
    (most, one) => (one.score > (most?.score ?? 0) ? one : most),
    undefined,
  );
  if (!best) return [];
  const after = scored.filter(({ passage, order }) => passage === best.passage && order >= best.order);
  return after.slice(0, STATEMENTS["how-to"]);
}

function takeSentences(scored: readonly Scored[], limit: number): Scored[] {
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  const taken: Scored[] = [];
  for (const sentence of scored.toSorted((left, right) => right.score - left.score)) {
    if (taken.length >= limit || sentence.score === 0 || sentence.score < 0.5 * best) break;
    const isNew = taken.every(({ terms }) => countCommon(terms, sentence.terms) < 0.7 * sentence.terms.size);
    if (isNew) taken.push(sentence);
  }
  return taken.sort((left, right) => left.order - right.order);
}
