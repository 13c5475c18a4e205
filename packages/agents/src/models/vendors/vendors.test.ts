import type { ModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel, ModelTask } from "@rapport/ports/language-model";
import type { ChatDialect } from "@rapport/testkit/models/chat-dialects";
import { ANTHROPIC_DIALECT, GEMINI_DIALECT } from "@rapport/testkit/models/chat-dialects";
import type { ChatAct } from "@rapport/testkit/models/fake-chat-server";
import { startFakeChatServer } from "@rapport/testkit/models/fake-chat-server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { parseModelsSetting } from "../models-setting.ts";
import { openModels } from "../open-models.ts";
import { openVendor } from "./open-vendor.ts";

const greetingSchema = z.object({ text: z.string(), count: z.number() });
type Greeting = z.infer<typeof greetingSchema>;
const TASK: ModelTask<Greeting> = {
  role: "draft",
  name: "greet",
  projectId: "prj_1",
  instructions: "Greet.",
  input: { name: "Ada" },
  schema: greetingSchema,
  maxOutputTokens: 50,
};
const GOOD = JSON.stringify({ text: "Hello", count: 2 });
const VENDORS: ["anthropic" | "gemini", ChatDialect][] = [
  ["anthropic", ANTHROPIC_DIALECT],
  ["gemini", GEMINI_DIALECT],
];
/** Budgets are not looked at here. */
const FREE: ModelLedger = {
  reserve: async (projectId, held) => ({ projectId, day: "2026-01-05", held }),
  settle: async () => undefined,
};

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closings.splice(0)) await close();
});

async function open(provider: "anthropic" | "gemini", dialect: ChatDialect, acts: ChatAct[]) {
  const server = await startFakeChatServer(acts, dialect);
  closings.push(server.close);
  // Short for whoever never answers; nobody else may be late on a busy machine.
  const timeoutMs = acts.includes("hang") ? 400 : 20_000;
  const model = { provider, baseUrl: server.baseUrl, model: "x-1", apiKey: "secret", timeoutMs };
  const setting = parseModelsSetting(
    JSON.stringify({ models: { m: { ...model, inputPrice: 2, outputPrice: 10 } }, roles: { default: ["m"] } }),
  );
  const models: LanguageModel = await openModels(setting, FREE, Date.now);
  return { models, server };
}

describe.each(VENDORS)("%s", (provider, dialect) => {
  test("gives an answer that fits the schema, counted and priced, to the key of the setting alone", async () => {
    vi.stubEnv("ANTHROPIC_API_KEY", "of the environment");
    vi.stubEnv("GOOGLE_API_KEY", "of the environment");
    const { models, server } = await open(provider, dialect, [{ answer: GOOD }]);
    expect(await models.generate(TASK)).toEqual({
      value: { text: "Hello", count: 2 },
      model: "m",
      usage: { inputTokens: 12, outputTokens: 7, costMicros: 94 },
      cached: false,
    });
    expect(server.keys).toEqual(["secret"]);
    const [asked] = server.requests;
    const schema = { required: ["text", "count"] };
    if (provider === "anthropic") {
      expect(server.paths).toEqual(["/v1/messages"]);
      expect(asked).toMatchObject({ model: "x-1", max_tokens: 50, tool_choice: { type: "tool", name: "answer" } });
      expect(asked).toMatchObject({ tools: [{ name: "answer", input_schema: schema }] });
      expect(asked?.system).toContain("Greet.");
    } else {
      expect(server.paths).toEqual(["/v1beta/models/x-1:generateContent"]);
      const config = { maxOutputTokens: 50, responseMimeType: "application/json", responseJsonSchema: schema };
      expect(asked).toMatchObject({ generationConfig: config });
      expect(JSON.stringify(asked?.systemInstruction)).toContain("Greet.");
    }
  });

  test("streams what comes, whole, however it is cut", async () => {
    const { models } = await open(provider, dialect, [{ answer: "Grüße, 👋 Ada" }]);
    const pieces: string[] = [];
    for await (const piece of models.stream({ ...TASK, schema: z.string() })) pieces.push(piece);
    expect(pieces.join("")).toBe("Grüße, 👋 Ada");
    expect(pieces.length).toBeGreaterThan(5);
  });

  test("is told what does not fit, and repairs it", async () => {
    const acts = [{ answer: JSON.stringify({ text: "Hello" }) }, { answer: GOOD }];
    const { models, server } = await open(provider, dialect, acts);
    expect(await models.generate(TASK)).toMatchObject({ value: { count: 2 }, usage: { inputTokens: 24 } });
    expect(JSON.stringify(server.requests[1])).toContain("does not fit the schema (count");
  });

  test.each<[string, ChatAct, RegExp]>([
    ["fails", { status: 500 }, /answered 500/],
    ["refuses the key", { status: 401 }, /answered 401/],
    ["asks to be left alone", { status: 429, retryAfter: "60" }, /answered 429/],
    ["gives no answer in time", "hang", /no answer in 400 ms/],
    ["cuts its answer", "cut", /could not be read/],
    ["sends ten megabytes", "flood", /more than 4194304 bytes/],
    ["sends something else", "garbage", /could not be read/],
  ])("is asked once where it %s, and says so", async (_what, act, why) => {
    const { models, server } = await open(provider, dialect, [act]);
    await expect(models.generate(TASK)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(why),
    });
    expect(server.requests).toHaveLength(1);
  });

  test("whose package is not installed is an error that names it", async () => {
    const missing = () =>
      Promise.reject(Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" }));
    const [setting] = Object.values(
      parseModelsSetting(JSON.stringify({ models: { m: { provider, model: "x" } } })).models,
    );
    if (!setting) throw new Error("There is a model");
    await expect(openVendor("m", provider, setting, { anthropic: missing, gemini: missing })).rejects.toMatchObject({
      code: "invalid_parameter",
      message: expect.stringMatching(/models\.m: .*npm install @langchain\/(anthropic@1|google@0\.2)$/),
    });
  });
});
