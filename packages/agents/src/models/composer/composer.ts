import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { hashText } from "../hash-text.ts";
import { readQuestion } from "../task-messages.ts";
import { withUsage } from "../token-usage.ts";
import type { Writer } from "./writer.ts";
import { WRITERS } from "./writers.ts";

/** How answers of the built-in writer are labelled; they never stand in a table about models. */
export const COMPOSER_MODEL = "rapport-composer";

/**
 * The built-in writer as a chat model: needs no key and no network, answers the same question with the same bytes on every
 * machine, and writes only what the input states.
 */
export class Composer extends BaseChatModel {
  readonly #writers: Readonly<Record<string, Writer>>;

  constructor(writers: Readonly<Record<string, Writer>> = WRITERS) {
    super({});
    this.#writers = writers;
  }

  override _llmType(): string {
    return COMPOSER_MODEL;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const text = this.#write(messages);
    const message = new AIMessage({ content: text, response_metadata: { model_name: COMPOSER_MODEL } });
    withUsage(message, countWords(messages), countWords([message]));
    return { generations: [{ text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const text = this.#write(messages);
    for (const piece of text.match(/\s*\S+\s*$|\s*\S+/gu) ?? []) {
      const message = new AIMessageChunk({ content: piece, response_metadata: { model_name: COMPOSER_MODEL } });
      yield new ChatGenerationChunk({ text: piece, message });
      await runManager?.handleLLMNewToken(piece);
    }
    const last = withUsage(
      new AIMessageChunk({ content: "" }),
      countWords(messages),
      countWords([new AIMessage(text)]),
    );
    yield new ChatGenerationChunk({ text: "", message: last });
  }

  #write(messages: readonly BaseMessage[]): string {
    const { task, input } = readQuestion(messages);
    const writer = Object.hasOwn(this.#writers, task) ? this.#writers[task] : undefined;
    if (!writer) throw new Error(`The built-in composer has no writer for the task ${task}; name a model for its role`);
    const answer = writer(input, hashText(`${task}\n${JSON.stringify(input)}`));
    return typeof answer === "string" ? answer : JSON.stringify(answer);
  }
}

/** Words stand for tokens: the composer costs nothing, and its count is only for comparison. */
function countWords(messages: readonly BaseMessage[]): number {
  return messages.reduce((sum, { text }) => sum + (text.match(/\S+/g)?.length ?? 0), 0);
}
