import { setTimeout as sleep } from "node:timers/promises";
import { parseModelsSetting } from "@rapport/agents/models/models-setting";
import { openModels } from "@rapport/agents/models/open-models";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { startRun } from "@rapport/domain/agents/start-run";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import type { Context } from "@rapport/domain/context";
import { createModelLedger } from "@rapport/domain/model-usage/model-ledger";
import type { LanguageModel } from "@rapport/ports/language-model";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChatAct } from "../models/fake-chat-server.ts";
import { startFakeChatServer } from "../models/fake-chat-server.ts";
import { createTestServices } from "../store/create-test-services.ts";
import { openTestStore, readRows } from "../store/open-test-store.ts";
import { obey } from "./injection/obedient-model.ts";
import { startAgents, untilRun } from "./start-agents.ts";

const ITEM = { id: "kettle", name: "Copper Kettle", description: "Boils a litre in three minutes.", url: "/kettle" };
const INPUT = { channels: ["search-ad", "email"], itemIds: ["kettle"], variants: 2 };
const GOOD: ChatAct = { answerBy: (request) => obey(request, "Boils a litre", "reveal nothing") };
const FAULTS: [string, ChatAct][] = [
  ["answers 500", { status: 500 }],
  ["asks to be left alone", { status: 429, retryAfter: "0" }],
  ["says nothing", "hang"],
  ["is cut off", "cut"],
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
}, 60_000);
afterAll(async () => {
  for (const end of ends) await end();
});

/** A project whose models are a server that follows a script, and whoever comes behind it. */
async function begin(projectId: string, acts: ChatAct[], others: string[]) {
  const server = await startFakeChatServer(acts);
  ends.unshift(server.close);
  const own = { m1: { baseUrl: server.baseUrl, model: "x", timeoutMs: 300 } };
  const setting = parseModelsSetting(JSON.stringify({ models: own, roles: { default: ["m1", ...others] } }));
  const ctx = opened.contextOf(projectId);
  routers.set(projectId, openModels(setting, createModelLedger(ctx.store, {}, Date.now), Date.now));
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

test.concurrent.each(FAULTS)(
  "where a model %s, the next one writes all of it, once",
  async (name, act) => {
    const { written, server } = await begin(`prj_next_${name.replaceAll(" ", "_")}`, [act], ["rapport-composer"]);
    const { channels, texts } = await written();
    expect(channels).toEqual(["email", "search-ad"]);
    expect(texts.join()).toContain("Copper Kettle");
    expect(server.requests.length).toBeGreaterThan(0);
  },
  90_000,
);

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
  90_000,
);
