import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel, ModelTask } from "@rapport/ports/language-model";
import type { ChatAct, ChatRequest } from "@rapport/testkit/models/fake-chat-server";
import { startFakeChatServer } from "@rapport/testkit/models/fake-chat-server";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { parseModelsSetting } from "./models-setting.ts";
import { openModels } from "./open-models.ts";

const greetingSchema = z.object({ text: z.string(), count: z.number() });
type Greeting = z.infer<typeof greetingSchema>;
const GOOD = JSON.stringify({ text: "Hello", count: 2 });
const SHORT = { inputTokens: 12, outputTokens: 7 };

let projects = 0;
function taskOf(change: Partial<ModelTask<Greeting>> = {}): ModelTask<Greeting> {
  const base = { role: "draft", name: "greet", instructions: "Greet.", input: { name: "Ada" } } as const;
  return { ...base, projectId: `prj_${projects}`, schema: greetingSchema, maxOutputTokens: 50, ...change };
}

describeOnBothEngines("the model router", ({ store }) => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });
  async function open(scripts: ChatAct[][], extra: { budget?: object; roles?: object; model?: object } = {}) {
    projects++;
    const servers = await Promise.all(scripts.map((acts) => startFakeChatServer(acts)));
    closings.push(...servers.map((server) => server.close));
    const price = { inputPrice: 2, outputPrice: 10, apiKey: "secret" };
    const models = Object.fromEntries(
      servers.map(({ baseUrl }, at) => {
        // Short for whoever never answers; nobody else may be late on a busy machine.
        const timeoutMs = scripts[at]?.some((act) => act === "hang" || act === "stall") ? 400 : 20_000;
        return [`m${at + 1}`, { baseUrl, model: "x", timeoutMs, ...price, ...extra.model }];
      }),
    );
    const roles = { default: Object.keys(models), ...extra.roles };
    const setting = parseModelsSetting(JSON.stringify({ models, roles, budget: extra.budget }));
    const clock = { nowMs: Date.UTC(2026, 0, 5, 12) };
    const now = () => clock.nowMs;
    const ledger = createModelLedger(store(), setting.budget, now);
    return { router: await openModels(setting, ledger, now), servers, clock };
  }
  const ask = (router: LanguageModel, change: Partial<ModelTask<Greeting>> = {}) => router.generate(taskOf(change));

  test("asks for the schema, parses the answer, and counts what it cost, once for equal questions", async () => {
    const { router, servers } = await open([[{ answer: GOOD }]]);
    const [first, second] = await Promise.all([ask(router), ask(router)]);
    expect(first).toEqual({
      value: { text: "Hello", count: 2 },
      model: "m1",
      usage: { ...SHORT, costMicros: 94 },
      cached: false,
    });
    expect(second).toMatchObject({ value: first?.value, cached: true, usage: { costMicros: 0 } });
    expect(servers[0]?.requests).toHaveLength(1);
    expect(servers[0]?.keys).toEqual(["Bearer secret"]);
    expect(servers[0]?.requests[0]).toMatchObject({
      model: "x",
      max_tokens: 50,
      response_format: { type: "json_schema", json_schema: { schema: { required: ["text", "count"] } } },
    });
  });

  test("streams what comes, whole, however it is cut", async () => {
    const { router } = await open([[{ answer: "Grüße, 👋 Ada" }]]);
    const pieces: string[] = [];
    for await (const piece of router.stream(taskOf())) pieces.push(piece);
    expect(pieces.join("")).toBe("Grüße, 👋 Ada");
    expect(pieces.length).toBeGreaterThan(5);
  });

  test.each<[string, ChatAct]>([
    ["fails", { status: 500 }],
    ["refuses the key", { status: 401 }],
    ["gives no answer in time", "hang"],
    ["stops in the middle", "stall"],
    ["cuts its answer", "cut"],
    ["ends in the middle", "short"],
    ["fails in the middle", { failsAfter: '{"text":' }],
    ["sends ten megabytes", "flood"],
    ["sends something else", "garbage"],
    ["asks to be left alone", { status: 429, retryAfter: "60" }],
  ])("falls back when a model %s", async (_what, act) => {
    const { router } = await open([[act], [{ answer: GOOD }]]);
    expect(await ask(router)).toMatchObject({ model: "m2", value: { count: 2 } });
  });

  test("a model that goes on past what was asked for is left in the middle", async () => {
    const { router, servers } = await open([["flood"]]);
    await expect(ask(router)).rejects.toThrow("goes on past the 50 tokens");
    expect(servers[0]?.requests).toHaveLength(1);
  });

  test("an answer that comes at once is taken, and an endpoint that cannot stream is not asked to", async () => {
    const { router, servers } = await open([[{ whole: GOOD }]]);
    expect(await ask(router)).toMatchObject({ value: { count: 2 }, usage: SHORT });
    expect(servers[0]?.requests[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    const plain = await open([[{ answer: GOOD }]], { model: { streamed: false } });
    expect(await ask(plain.router)).toMatchObject({ value: { count: 2 }, usage: SHORT });
    expect(plain.servers[0]?.requests[0]).not.toHaveProperty("stream");
  });

  test("lets a model repair its answer twice, and not more often", async () => {
    const wrong = JSON.stringify({ text: "Hello" });
    const { router, servers } = await open([
      [{ answer: wrong }, { answer: "no JSON" }, { answer: `\`\`\`json\n${GOOD}\n\`\`\`` }],
    ]);
    expect(await ask(router)).toMatchObject({ value: { count: 2 }, usage: { inputTokens: 36, outputTokens: 21 } });
    expect(JSON.stringify(servers[0]?.requests[1])).toContain("count: ");
    const stubborn = await open([[{ answer: wrong }]]);
    await expect(ask(stubborn.router)).rejects.toMatchObject({ code: "unavailable" });
    expect(stubborn.servers[0]?.requests).toHaveLength(3);
  });

  test("does not take an answer that tells its instructions", async () => {
    const tell = ({ messages }: ChatRequest) => JSON.stringify({ text: JSON.stringify(messages), count: 1 });
    const { router, servers } = await open([[{ answerBy: tell }], [{ answer: GOOD }]]);
    expect(await ask(router)).toMatchObject({ model: "m2", value: { text: "Hello" } });
    expect(servers[0]?.requests).toHaveLength(1);
  });

  test("leaves a model alone for as long as it asked, and a broken one until its breaker closes", async () => {
    const { router, servers, clock } = await open([
      [{ status: 429, retryAfter: "60" }, { answer: GOOD }],
      [{ answer: GOOD }],
    ]);
    const model = async (name: string) => (await ask(router, { input: { name } })).model;
    expect([await model("a"), await model("b")]).toEqual(["m2", "m2"]);
    expect(servers[0]?.requests).toHaveLength(1);
    clock.nowMs += 61_000;
    expect(await model("c")).toBe("m1");
    const broken = await open([[{ status: 500 }], [{ answer: GOOD }]]);
    for (let i = 0; i < 10; i++) await ask(broken.router, { input: { i } });
    expect(broken.servers[0]?.requests.length).toBeLessThan(7);
    expect(broken.servers[1]?.requests).toHaveLength(10);
  });

  test("never exceeds a budget, whatever is asked at once, and refuses before anything is sent", async () => {
    const { router, servers } = await open([[{ answer: GOOD }]], { budget: { dayTokens: 2_500 } });
    const asked = Array.from({ length: 20 }, (_, i) => ask(router, { input: { i } }));
    const settled = await Promise.allSettled(asked);
    const refused = settled.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((each) => each.status === "rejected" && each.reason.code === "quota_exceeded")).toBe(true);
    expect(servers[0]?.requests).toHaveLength(20 - refused.length);
    // What was set aside is free again: one after the other, as many fit as the real counts allow.
    let more = 0;
    while (
      await ask(router, { input: { more } }).then(
        () => true,
        () => false,
      )
    )
      more++;
    const used = (servers[0]?.requests.length ?? 0) * 19;
    expect(used).toBeLessThanOrEqual(2_500);
    expect(more).toBeGreaterThan(20);
  });

  test("money of a day ends as tokens do: what would exceed it is refused before anything is sent", async () => {
    // At most 50 tokens of an answer at 10, and the question's bytes at 2: far above the 94 that it comes to.
    const { router, servers, clock } = await open([[{ answer: GOOD }]], { budget: { dayCostMicros: 4_000 } });
    let asked = 0;
    const fits = () =>
      ask(router, { input: { asked } }).then(
        ({ usage }) => usage.costMicros === 94,
        (error: unknown) => {
          expect(error).toMatchObject({ code: "quota_exceeded" });
          return false;
        },
      );
    while (await fits()) asked++;
    expect(asked).toBeGreaterThan(5);
    expect(asked * 94).toBeLessThanOrEqual(4_000);
    expect(servers[0]?.requests).toHaveLength(asked);
    clock.nowMs += 86_400_000;
    expect(await fits()).toBe(true);
  });

  test("the composer may be the last to be asked, and is named as itself", async () => {
    const { router } = await open([[{ status: 500 }]], { roles: { default: ["m1", "rapport-composer"] } });
    await expect(ask(router)).rejects.toMatchObject({ code: "unavailable" });
  });
});
