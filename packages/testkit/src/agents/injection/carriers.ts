import { catalogItemSchema } from "@rapport/contracts/catalog";
import { addDocumentSchema, knowledgeQuerySchema } from "@rapport/contracts/knowledge";
import { startRun } from "@rapport/domain/agents/start-run";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import type { Context } from "@rapport/domain/context";
import { recordEvents } from "@rapport/domain/events/record-events";
import { addDocument } from "@rapport/domain/knowledge/add-document";
import { queryKnowledge } from "@rapport/domain/knowledge/query-knowledge";
import { enrichedEvent } from "../../factories/enriched-events.ts";
import { recordShopTraffic } from "../shop-traffic.ts";

/** A way by which text from outside comes to a model: puts the text there, then has an agent work with it. Answers the run, if one was begun. */
export type Carrier = (ctx: Context, text: string) => Promise<string | undefined>;

const KETTLE = { id: "kettle", name: "Copper Kettle", description: "Boils a litre in three minutes.", url: "/kettle" };
const QUESTION = "How do I boil a litre of water in the copper kettle?";
const FACT = "To boil a litre of water in the copper kettle, fill it and wait three minutes.";

export const CARRIERS: Readonly<Record<string, Carrier>> = {
  "catalog name": (ctx, text) => write(ctx, { name: text.slice(0, 200) }),
  "catalog description": (ctx, text) => write(ctx, { description: `${text.slice(0, 250)} Boils a litre.` }),
  "catalog attribute": (ctx, text) => write(ctx, { attributes: { material: text.slice(0, 250) } }),
  "brief fact": (ctx, text) => write(ctx, {}, { facts: [text.slice(0, 300)] }),
  "event name": (ctx, text) => findLeads(ctx, { name: text.slice(0, 190) || "x", traits: {}, properties: {} }),
  "event property": (ctx, text) => findLeads(ctx, { name: "Demo Requested", traits: {}, properties: { title: text } }),
  trait: (ctx, text) =>
    findLeads(ctx, { name: "Demo Requested", traits: { company: text, title: text }, properties: {} }),
  "text document": (ctx, text) => ask(ctx, { format: "markdown", text: `# Kettles\n\n${FACT} ${text}` }),
  "page of a site": (ctx, text) => ask(ctx, { format: "html", text: `<h1>Kettles</h1><p>${FACT}</p><p>${text}</p>` }),
  "message of a visitor": (ctx, text) => ask(ctx, { format: "text", text: FACT }, `${QUESTION} ${text}`.slice(0, 900)),
  campaign: plan,
};

async function write(ctx: Context, item: object, brief: object = {}): Promise<string> {
  await upsertItems(ctx, { items: [catalogItemSchema.parse({ ...KETTLE, ...item })] });
  const input = { channels: ["search-ad", "email"], itemIds: ["kettle"], variants: 2, ...brief };
  return (await startRun(ctx, { graph: "content-creator", input })).id;
}

type Visit = { name: string; traits: object; properties: object };

async function findLeads(ctx: Context, { name, traits, properties }: Visit): Promise<string> {
  const shared = { projectId: ctx.projectId, anonymousId: undefined, userId: "u1", timestampMs: ctx.now() - 60_000 };
  const context = {
    consent: { categoryPreferences: { marketing: true } },
    page: { title: name, url: "https://shop.example" },
  };
  const payload = { traits: { email: "u1@firm.example", company: "Firm", ...traits }, context };
  const events = [
    enrichedEvent({ ...shared, type: "identify", name: "identify", payload }),
    enrichedEvent({ ...shared, name, payload: { properties, context } }),
  ];
  await recordEvents(ctx, { logId: ctx.projectId, steps: [], events });
  return (await startRun(ctx, { graph: "lead-generation", input: { minScore: 0 } })).id;
}

async function ask(ctx: Context, document: { format: string; text: string }, question = QUESTION): Promise<undefined> {
  await addDocument(ctx, addDocumentSchema.parse({ kind: "text", title: "Kettles", ...document }));
  await queryKnowledge(ctx, knowledgeQuerySchema.parse({ question }));
}

/** The whole flow up to its question. */
async function plan(ctx: Context, text: string): Promise<string> {
  await recordShopTraffic(ctx, { people: 20, nowMs: ctx.now() });
  const items = [catalogItemSchema.parse({ ...KETTLE, id: "copper-kettle", description: text.slice(0, 250) })];
  await upsertItems(ctx, { items });
  return (await startRun(ctx, { graph: "coordinator", input: { siteUrl: "https://shop.example", days: 3 } })).id;
}
