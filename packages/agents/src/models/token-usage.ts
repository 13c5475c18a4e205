import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";

const usageSchema = z.object({ input_tokens: z.int().min(0), output_tokens: z.int().min(0) });

/** Tokens of an answer, by the field that every chat model of the library fills; undefined where a provider sent none. */
export function readUsage(message: object): { inputTokens: number; outputTokens: number } | undefined {
  const { data } = usageSchema.safeParse("usage_metadata" in message ? message.usage_metadata : undefined);
  return data && { inputTokens: data.input_tokens, outputTokens: data.output_tokens };
}

/**
 * Writes tokens where `readUsage` finds them. Not through the constructor: the library's conditional types make the field
 * `undefined` under `exactOptionalPropertyTypes`.
 */
export function withUsage<M extends BaseMessage>(message: M, inputTokens: number, outputTokens: number): M {
  const total_tokens = inputTokens + outputTokens;
  return Object.assign(message, {
    usage_metadata: { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens },
  });
}
