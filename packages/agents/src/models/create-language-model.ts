import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { RapportError } from "@rapport/contracts/errors";
import type { LanguageModel, ModelAnswer, ModelTask } from "@rapport/ports/language-model";
import { COMPOSER_MODEL, Composer } from "./composer/composer.ts";
import { isPlainText, toMessages } from "./task-messages.ts";
import { readUsage } from "./token-usage.ts";

/** Models of a process; the built-in composer where nothing else is named. */
export function createLanguageModel(chat: BaseChatModel = new Composer()): LanguageModel {
  return {
    generate: (task) => generate(chat, task),
    stream: (task) => stream(chat, task),
  };
}

async function generate<T>(chat: BaseChatModel, task: ModelTask<T>): Promise<ModelAnswer<T>> {
  const message = await chat.invoke(toMessages(task), callOptions(task));
  const { inputTokens, outputTokens } = readUsage(message) ?? { inputTokens: 0, outputTokens: 0 };
  const value = task.schema.safeParse(isPlainText(task.schema) ? message.text : parseJson(message.text));
  if (!value.success) {
    throw new RapportError("internal", `The answer to ${task.name} does not fit: ${value.error.issues[0]?.message}`);
  }
  const usage = { inputTokens, outputTokens, costMicros: 0 };
  return { value: value.data, model: COMPOSER_MODEL, usage, cached: false };
}

async function* stream(chat: BaseChatModel, task: ModelTask<unknown>): AsyncIterable<string> {
  for await (const piece of await chat.stream(toMessages(task), callOptions(task))) yield piece.text;
}

function callOptions({ signal }: ModelTask<unknown>) {
  return signal ? { signal } : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
