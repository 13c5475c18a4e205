import { createHash } from "node:crypto";
import type { ModelAnswer, ModelTask } from "@rapport/ports/language-model";
import { toAnswerSchema } from "./task-messages.ts";

/** Answers that one process keeps, and for how long. */
const MAX_ANSWERS = 500;
const LIFE_MS = 3_600_000;

type Kept = { answer: Promise<ModelAnswer<unknown>>; untilMs: number };

/**
 * Equal questions of one project are asked once: those that are asked at the same time share the answer, later ones get it from
 * memory, and only the first one is paid for. Per process: a second server asks for itself.
 */
export class AnswerCache {
  readonly #kept = new Map<string, Kept>();

  async get<T>(task: ModelTask<T>, nowMs: number, ask: () => Promise<ModelAnswer<T>>): Promise<ModelAnswer<T>> {
    const key = keyOf(task);
    const known = this.#kept.get(key);
    if (known && known.untilMs > nowMs) {
      // as: the key holds the schema that the value was parsed by
      const answer = (await known.answer) as ModelAnswer<T>;
      return { ...answer, usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 }, cached: true };
    }
    const answer = ask();
    this.#kept.delete(key);
    this.#kept.set(key, { answer, untilMs: nowMs + LIFE_MS });
    // What failed may be asked again.
    answer.catch(() => this.#kept.get(key)?.answer === answer && this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_ANSWERS && oldest !== undefined) this.#kept.delete(oldest);
    return answer;
  }
}

function keyOf({ projectId, role, name, instructions, input, schema, maxOutputTokens }: ModelTask<unknown>): string {
  const asked = JSON.stringify([projectId, role, name, instructions, input, toAnswerSchema(schema), maxOutputTokens]);
  return createHash("sha256").update(asked).digest("base64");
}
