import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { ModelFailure } from "../model-failure.ts";
import type { ModelCallOptions } from "../openai-chat.ts";
import { readUsage, withUsage } from "../token-usage.ts";
import type { Vendor, VendorCall } from "./vendor.ts";

const ROLES: Record<string, "system" | "human" | "ai"> = { system: "system", ai: "ai" };

/** A vendor's package as a chat model like every other here: text in, text out, and what went wrong as a `ModelFailure`. */
export class VendorChat extends BaseChatModel<ModelCallOptions> {
  readonly #vendor: Vendor;

  constructor(vendor: Vendor) {
    // Nothing is passed up: what a constructor got is written into traces.
    super({});
    this.#vendor = vendor;
  }

  override _llmType(): string {
    return "vendor-package";
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    const answer = await this.#vendor.generate(toCall(messages, options)).catch(fail);
    const [form] = answer.tool_calls ?? [];
    const text = form ? JSON.stringify(form.args) : answer.text;
    const message = new AIMessage(text);
    const usage = readUsage(answer);
    if (usage) withUsage(message, usage.inputTokens, usage.outputTokens);
    return { generations: [{ text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this["ParsedCallOptions"],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    // Told in parts: of the question first, of the answer last.
    let counted: { inputTokens: number; outputTokens: number } | undefined;
    for await (const piece of this.#pieces(toCall(messages, options))) {
      const usage = readUsage(piece);
      if (usage) {
        const inputTokens = (counted?.inputTokens ?? 0) + usage.inputTokens;
        counted = { inputTokens, outputTokens: (counted?.outputTokens ?? 0) + usage.outputTokens };
      }
      if (piece.text === "") continue;
      yield new ChatGenerationChunk({ text: piece.text, message: new AIMessageChunk(piece.text) });
      await runManager?.handleLLMNewToken(piece.text);
    }
    if (!counted) return;
    const last = withUsage(new AIMessageChunk(""), counted.inputTokens, counted.outputTokens);
    yield new ChatGenerationChunk({ text: "", message: last });
  }

  async *#pieces(call: VendorCall) {
    try {
      yield* await this.#vendor.stream(call);
    } catch (error) {
      fail(error);
    }
  }
}

function toCall(messages: BaseMessage[], { maxTokens, answerSchema, signal }: ModelCallOptions): VendorCall {
  const told = messages.map((message): VendorCall["messages"][number] => [
    ROLES[message.getType()] ?? "human",
    message.text,
  ]);
  return { messages: told, maxTokens, answerSchema, signal };
}

/** Packages wrap what `fetch` failed with, some of them twice. @throws always */
function fail(error: unknown): never {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof ModelFailure) throw cause;
  throw new ModelFailure("passing", `The answer could not be read: ${String(error).slice(0, 200)}`, { cause: error });
}
