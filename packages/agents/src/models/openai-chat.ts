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
import { END_OF_EVENTS, readEvents, readWhole } from "./read-whole.ts";
import { withUsage } from "./token-usage.ts";

const usageSchema = z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) });
const answerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
  usage: usageSchema.nullish(),
});
const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).default({}),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: usageSchema.nullish(),
  error: z.unknown().optional(),
});
type Usage = z.infer<typeof usageSchema>;
/** A part of an answer, in the order in which they come. */
type Piece = { text: string; usage: Usage | null | undefined };

/** Characters of a token, taken high: tokens of text have four, of blanks some dozens. */
const TOKEN_CHARACTERS = 32;

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
    let content = "";
    let counted: Piece["usage"];
    for await (const { text, usage } of this.#pieces(messages, options)) {
      content += text;
      counted = usage ?? counted;
    }
    const message = new AIMessage(content);
    if (counted) withUsage(message, counted.prompt_tokens, counted.completion_tokens);
    return { generations: [{ text: content, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const { text, usage } of this.#pieces(messages, options)) {
      const message = new AIMessageChunk(text);
      if (usage) withUsage(message, usage.prompt_tokens, usage.completion_tokens);
      yield new ChatGenerationChunk({ text, message });
      await runManager?.handleLLMNewToken(text);
    }
  }

  /** An answer as it comes. One that goes on past what was asked for is left in the middle, which ends its connection. */
  async *#pieces(messages: BaseMessage[], options: this["ParsedCallOptions"]): AsyncGenerator<Piece> {
    const { maxTokens = Number.POSITIVE_INFINITY } = options;
    let characters = 0;
    for await (const piece of readPieces(await this.#ask(messages, options))) {
      characters += piece.text.length;
      if (characters > maxTokens * TOKEN_CHARACTERS) {
        throw new ModelFailure("passing", `The model goes on past the ${maxTokens} tokens that were asked for`);
      }
      yield piece;
    }
  }

  #ask(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<Response> {
    const body = JSON.stringify(this.#body(messages, options));
    const headers = { "Content-Type": "application/json" };
    const url = `${this.#setting.baseUrl.replace(/\/+$/, "")}/chat/completions`;
    return this.#fetch(url, { method: "POST", headers, body, signal: options.signal ?? null });
  }

  #body(messages: BaseMessage[], { maxTokens, answerSchema: schema }: ModelCallOptions): object {
    const { model, structured, streamed } = this.#setting;
    return {
      model,
      messages: messages.map((message) => ({ role: ROLE_NAMES[message.getType()] ?? "user", content: message.text })),
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      ...(schema &&
        structured === "schema" && {
          response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
        }),
      ...(schema && structured === "object" && { response_format: { type: "json_object" } }),
      ...(streamed && { stream: true, stream_options: { include_usage: true } }),
    };
  }
}

/** Whoever was asked to stream may answer at once. @throws ModelFailure where it is no answer, or ends before its end */
async function* readPieces(response: Response): AsyncGenerator<Piece> {
  if (!response.headers.get("content-type")?.includes("event-stream")) {
    const { choices, usage } = parse(answerSchema, await readWhole(response));
    yield { text: choices[0]?.message.content ?? "", usage };
    return;
  }
  let isWhole = false;
  for await (const data of readEvents(response)) {
    isWhole ||= data === END_OF_EVENTS;
    if (data === END_OF_EVENTS) break;
    const { choices, usage, error } = parse(chunkSchema, data);
    if (error !== undefined && error !== null) throw new ModelFailure("passing", "The model failed in the middle");
    isWhole ||= typeof choices[0]?.finish_reason === "string";
    yield { text: choices[0]?.delta.content ?? "", usage };
  }
  if (!isWhole) throw new ModelFailure("passing", "The answer ends in the middle");
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ModelFailure("passing", "The model's answer is not what chat completions are", { cause });
  }
}
