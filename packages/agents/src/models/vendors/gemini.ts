import { createModelFetch } from "../model-fetch.ts";
import type { ModelSetting } from "../models-setting.ts";
import type { Vendor, VendorCall } from "./vendor.ts";

/** Gemini by `@langchain/google`. */
export function openGemini({ ChatGoogle }: typeof import("@langchain/google"), setting: ModelSetting): Vendor {
  const { apiKey, baseUrl, model } = setting;
  const fetch = createModelFetch(setting, apiKey === undefined ? {} : { "x-goog-api-key": apiKey });
  const apiClient = {
    fetch: (request: Request) => fetch(request),
    hasApiKey: () => true,
    getProjectId: async () => "",
  };
  const chat = new ChatGoogle({ model, platformType: "gai", endpoint: baseUrl, apiClient, maxRetries: 0 });
  return {
    generate: (call) => chat.invoke(call.messages, toOptions(call, setting)),
    stream: (call) => chat.stream(call.messages, toOptions({ ...call, answerSchema: undefined }, setting)),
  };
}

function toOptions({ maxTokens, answerSchema, signal }: VendorCall, { structured }: ModelSetting) {
  return {
    ...(signal && { signal }),
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(answerSchema && structured === "schema" && { responseSchema: answerSchema }),
  };
}
