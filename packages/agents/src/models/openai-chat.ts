import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import type { BaseChatModelCallOptions } from "@langchain/core/language_models/chat_models";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { z } from "zod";
import { ModelFailure } from "./model-failure.ts";
import type { ModelFetch } from "./model-fetch.ts";
import { createModelFetch } from "./model-fetch.ts";
import type { ModelSetting } from "./models-setting.ts";
import { readEvents, readWhole } from "./read-whole.ts";
import { withUsage } from "./token-usage.ts";

const usageSchema = z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) });
const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: usageSchema.nullish(),
});
const chunkSchema = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().nullish() }).default({}) })).default([]),
  usage: usageSchema.nullish(),
});

/** What a call may say beside its messages. */
export type ModelCallOptions = BaseChatModelCallOptions & {
  maxTokens?: number;
  /** JSON Schema of the answer; absent: plain text. */
  answerSchema?: Record<string, unknown>;
};

const ROLE_NAMES: Record<string, string> = { system: "system", human: "user", ai: "assistant" };

/** A chat model behind any endpoint of OpenAI's `/chat/completions`, over fetch: no vendor's package, no retries of its own. */
export class OpenAiChat extends BaseChatModel<ModelCallOptions> {
  readonly #setting: ModelSetting;
  readonly #fetch: ModelFetch;

  constructor(setting: ModelSetting) {
    // Nothing is passed up: what a constructor got is written into traces.
    super({});
    this.#setting = setting;
    const { apiKey } = setting;
    this.#fetch = createModelFetch(setting, apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` });
  }

  override _llmType(): string {
    return "openai-compatible";
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    const text = await readWhole(await this.#ask(messages, options, false));
    const { choices, usage } = parse(answerSchema, text);
    const content = choices[0]?.message.content ?? "";
    const message = new AIMessage(content);
    if (usage) withUsage(message, usage.prompt_tokens, usage.completion_tokens);
    return { generations: [{ text: content, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const data of readEvents(await this.#ask(messages, options, true))) {
      const { choices, usage } = parse(chunkSchema, data);
      const text = choices[0]?.delta.content ?? "";
      const message = new AIMessageChunk(text);
      if (usage) withUsage(message, usage.prompt_tokens, usage.completion_tokens);
      yield new ChatGenerationChunk({ text, message });
      await runManager?.handleLLMNewToken(text);
    }
  }

  #ask(messages: BaseMessage[], options: this["ParsedCallOptions"], stream: boolean): Promise<Response> {
    const body = JSON.stringify(this.#body(messages, options, stream));
    const headers = { "Content-Type": "application/json" };
    const url = `${this.#setting.baseUrl.replace(/\/+$/, "")}/chat/completions`;
    return this.#fetch(url, { method: "POST", headers, body, signal: options.signal ?? null });
  }

  #body(messages: BaseMessage[], { maxTokens, answerSchema: schema }: ModelCallOptions, stream: boolean): object {
    const { model, structured } = this.#setting;
    return {
      model,
      messages: messages.map((message) => ({ role: ROLE_NAMES[message.getType()] ?? "user", content: message.text })),
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      ...(schema &&
        structured === "schema" && {
          response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
        }),
      ...(schema && structured === "object" && { response_format: { type: "json_object" } }),
      ...(stream && { stream: true, stream_options: { include_usage: true } }),
    };
  }
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelFailure("passing", "The model's answer is not what chat completions are", { cause });
  }
}
