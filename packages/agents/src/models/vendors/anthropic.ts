import { createModelFetch } from "../model-fetch.ts";
import type { ModelSetting } from "../models-setting.ts";
import type { Vendor, VendorCall } from "./vendor.ts";

/** The package has to be given one; the real one is put in where the request leaves. */
const NO_KEY = "none";

/** Claude by `@langchain/anthropic`. A structured answer is asked for as the input of a form that must be filled: all of its models can do that. */
export function openAnthropic({ ChatAnthropic }: typeof import("@langchain/anthropic"), setting: ModelSetting): Vendor {
  const { apiKey, baseUrl, model } = setting;
  const fetch = createModelFetch(setting, apiKey === undefined ? {} : { "x-api-key": apiKey });
  // The package takes the bound of an answer at its construction alone.
  const open = ({ maxTokens }: VendorCall) =>
    new ChatAnthropic({
      model,
      apiKey: NO_KEY,
      anthropicApiUrl: baseUrl.replace(/\/+$/, ""),
      maxRetries: 0,
      clientOptions: { fetch },
      ...(maxTokens !== undefined && { maxTokens }),
    });
  return {
    generate: (call) => open(call).invoke(call.messages, { ...signalOf(call), ...formOf(call, setting) }),
    stream: (call) => open(call).stream(call.messages, signalOf(call)),
  };
}

function signalOf({ signal }: VendorCall) {
  return signal ? { signal } : {};
}

/** No tool of a model: nothing is called, what it fills in is the answer. */
function formOf({ answerSchema }: VendorCall, { structured }: ModelSetting) {
  if (!answerSchema || structured !== "schema") return {};
  const form = {
    name: "answer",
    description: "Give the answer.",
    input_schema: { type: "object" as const, ...answerSchema },
  };
  return { tools: [form], tool_choice: { type: "tool" as const, name: "answer" } };
}
