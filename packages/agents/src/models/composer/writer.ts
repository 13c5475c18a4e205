/**
 * Writes the answer of one task from its input alone: equal inputs and seeds give equal answers, and no word states what the
 * input does not. The input is whatever the task was given, so a writer parses it by a schema of its own. A text is an answer
 * in plain words, anything else becomes JSON.
 */
export type Writer = (input: unknown, seed: number) => unknown;
