import { setTimeout as sleep } from "node:timers/promises";
import { parseModelsSetting } from "@rapport/agents/models/models-setting";
import { openModels } from "@rapport/agents/models/open-models";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { startRun } from "@rapport/domain/agents/start-run";
import { putBudget } from "@rapport/domain/budgets/put-budget";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import type { Context } from "@rapport/domain/context";
import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { ChatAct } from "../models/fake-chat-server.ts";
import { startFakeChatServer } from "../models/fake-chat-server.ts";
import { createTestServices } from "../store/create-test-services.ts";
import { openTestStore, readRows } from "../store/open-test-store.ts";
import { obey } from "./injection/obedient-model.ts";
import { recordShopTraffic } from "./shop-traffic.ts";
import { startAgents, untilRun } from "./start-agents.ts";

const ITEM = { id: "kettle", name: "Copper Kettle", description: "Boils a litre in three minutes.", url: "/kettle" };
const INPUT = { channels: ["search-ad", "email"], itemIds: ["kettle"], variants: 2 };
const GOOD: ChatAct = { answerBy: (request) => obey(request, "Boils a litre", "reveal nothing") };
const FAULTS: [string, ChatAct][] = [
  ["answers 500", { status: 500 }],
  ["asks to be left alone", { status: 429, retryAfter: "0" }],
  ["says nothing", "hang"],
  ["stops in the middle", "stall"],
  ["is cut off", "cut"],
  ["ends in the middle", "short"],
  ["fails in the middle", { failsAfter: '{"variants":[' }],
  ["sends ten megabytes", "flood"],
  ["sends no completion", "garbage"],
  ["sends half a document", { answer: '{"variants":[{"angle":' }],
];

/** One worker for all projects, each with models of its own. */
const routers = new Map<string, LanguageModel>();
const modelsOf = (projectId: string): LanguageModel => {
  const models = routers.get(projectId);
  if (!models) throw new Error(`No models for ${projectId}`);
  return models;
};
const models: LanguageModel = {
  generate: (task) => modelsOf(task.projectId).generate(task),
  stream: (task) => modelsOf(task.projectId).stream(task),
};
const ends: (() => Promise<void>)[] = [];
let opened: { contextOf: (projectId: string) => Context };

beforeAll(async () => {
  const store = await openTestStore();
  const { services } = createTestServices(store, Date.now());
  const all = { ...services, models };
  const agents = await startAgents(all);
  ends.push(
    agents.end,
    () => services.jobs.close(),
    () => store.close(),
  );
  opened = { contextOf: (projectId) => ({ ...all, projectId, actor: { kind: "member", memberId: "mem_1" } }) };
});
afterAll(async () => {
  for (const end of ends) await end();
});

/** A project whose models are servers, each of which follows a script, and whoever comes behind them. */
async function openProject(projectId: string, scripts: ChatAct[][], others: string[]) {
  const servers = await Promise.all(scripts.map((acts) => startFakeChatServer(acts)));
  ends.unshift(...servers.map(({ close }) => close));
  const own = servers.map(({ baseUrl }, at) => {
    // Short for whoever never answers; nobody else may be late on a busy machine.
    const isSilent = scripts[at]?.some((act) => act === "hang" || act === "stall");
    const timeoutMs = isSilent ? 2_000 : 20_000;
    return [`m${at + 1}`, { baseUrl, model: "x", timeoutMs }] as const;
  });
  const names = own.map(([name]) => name);
  const setting = parseModelsSetting(
    JSON.stringify({ models: Object.fromEntries(own), roles: { default: [...names, ...others] } }),
  );
  const ctx = opened.contextOf(projectId);
  routers.set(projectId, await openModels(setting, createModelLedger(ctx.store, {}, Date.now), Date.now));
  return { ctx, servers };
}

async function begin(projectId: string, acts: ChatAct[], others: string[]) {
  const { ctx, servers } = await openProject(projectId, [acts], others);
  const [server] = servers;
  if (!server) throw new Error("There is no server");
  await upsertItems(ctx, { items: [catalogItemSchema.parse(ITEM)] });
  const { id } = await startRun(ctx, { graph: "content-creator", input: INPUT });
  const written = async () => {
    const { state } = await untilRun(ctx, id, ["completed"], 60_000);
    const rows = await readRows(
      ctx.store,
      `select channel, variants::text as variants from content_pieces where project_id = '${projectId}'`,
    );
    expect(state).toBe("completed");
    return { channels: rows.map(({ channel }) => channel).sort(), texts: rows.map(({ variants }) => String(variants)) };
  };
  return { server, written };
}

test.concurrent.each(FAULTS)("where a model %s, the next one writes all of it, once", async (name, act) => {
  const { written, server } = await begin(`prj_next_${name.replaceAll(" ", "_")}`, [act], ["rapport-composer"]);
  const { channels, texts } = await written();
  expect(channels).toEqual(["email", "search-ad"]);
  expect(texts.join()).toContain("Copper Kettle");
  expect(server.requests.length).toBeGreaterThan(0);
});

test.concurrent("what is off the brief's voice is told to the model once, and stands where it does not listen", async () => {
  const loud: ChatAct = { answerBy: (request) => obey(request, "Boils a litre!", "reveal nothing") };
  const { written, server } = await begin("prj_loud", [loud], []);
  const { texts } = await written();
  expect(texts.every((text) => text.includes("off_voice"))).toBe(true);
  const asked = server.requests.map(({ messages }) => JSON.stringify(messages));
  expect(asked.filter((messages) => messages.includes("The voice has no exclamation marks"))).toHaveLength(2);
  expect(asked).toHaveLength(4);
});

test.concurrent.each(FAULTS)(
  "where the only model %s and then answers, its texts are there, once",
  async (name, act) => {
    const acts: ChatAct[] = [act];
    const { written, server } = await begin(`prj_only_${name.replaceAll(" ", "_")}`, acts, []);
    while (server.requests.length === 0) await sleep(20);
    acts.splice(0, acts.length, GOOD);
    const { channels, texts } = await written();
    expect(channels).toEqual(["email", "search-ad"]);
    expect(texts.join()).toContain("Boils a litre");
  },
);

/** Each behind the models that stand there, which fail all the way; the last one streams its answers. */
const CAMPAIGNS: [string, ChatAct[]][] = [
  ["that streams", []],
  ["behind one that fails", [{ status: 500 }]],
  ["behind one that gives no answer in time", ["stall"]],
  ["behind one that sends invalid JSON", [{ answer: '{"variants":[{"angle":' }]],
  ["behind one that sends ten megabytes", ["flood"]],
  ["behind all that fail, each in its way", FAULTS.map(([, act]) => act)],
];

test.each(CAMPAIGNS)("a whole campaign comes from traffic to its end by a model %s", async (name, failing) => {
  const scripts = [...failing.map((act) => [act]), [GOOD]];
  const { ctx, servers } = await openProject(`prj_campaign_${name.replaceAll(/\W+/g, "_")}`, scripts, []);
  await recordShopTraffic(ctx, { people: 210, nowMs: ctx.now() });
  const uncapped = { dayCapCents: null, monthCapCents: null, projectCapCents: null };
  await putBudget(ctx, { currency: "USD", ...uncapped, autoApproveCents: 60_000 });
  const input = { siteUrl: "https://shop.example", days: 3, approval: "policy" };
  const { id } = await startRun(ctx, { graph: "coordinator", input });
  const { parts, result } = await untilRun(ctx, id, ["completed"], 80_000);
  expect(parts.map(({ state }) => state)).toEqual(parts.map(() => "completed"));
  const { campaignId } = z.looseObject({ campaignId: z.string() }).parse(result);
  const { state, adSets } = await getCampaign(ctx, { id: campaignId });
  const { total, days } = await getCampaignMetrics(ctx, { id: campaignId });
  expect({ state, adSets: adSets.length, days: days.length }).toEqual({ state: "ended", adSets: 3, days: 3 });
  expect(adSets.every(({ creatives }) => creatives.length === 3)).toBe(true);
  expect(total.spentCents).toBeGreaterThan(0);
  expect(servers.map(({ requests }) => requests.length > 0)).toEqual(scripts.map(() => true));
  expect(servers.flatMap(({ requests }) => requests).every(({ stream }) => stream === true)).toBe(true);
});
