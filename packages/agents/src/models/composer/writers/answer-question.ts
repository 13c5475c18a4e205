import { composeAnswer } from "@rapport/domain/knowledge/compose-answer";

/** Quotes the sentences of the passages that hold most of the question. */
export function answerQuestion(input: unknown): unknown {
  return composeAnswer(input);
}
