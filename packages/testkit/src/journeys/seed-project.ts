import { generatedContentSchema } from "@rapport/contracts/content";
import { logBatch, loggedEvent } from "../factories/enriched-events.ts";
import { identifyMessage, pageMessage, trackMessage } from "../factories/messages.ts";
import type { TestProject, TestServer } from "../server/compose-test-server.ts";
import { HOSTILE_URL, hostileText } from "./hostile-texts.ts";

const DAY_MS = 86_400_000;
const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

/** Makes the text of a thing from a name for it. */
export type TextOf = (name: string) => string;

/** Fills every screen of a project with texts, of somebody who means harm unless it is said otherwise. */
export async function seedProject(
  server: TestServer,
  { project = server, text = hostileText }: { project?: TestProject; text?: TextOf } = {},
): Promise<void> {
  await seedEvents(server, project, text);
  for (const [method, path, body] of listThings(text)) {
    const answer = await server.ask(path, { method, key: project.secretKey, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  }
}

/** Has content written for the catalog's item, and waits for it. */
export async function seedContent(server: TestServer): Promise<void> {
  const body = { channels: ["push"], itemIds: ["item"], facts: [hostileText("fact").slice(0, 200)], waitMs: 20_000 };
  const answer = await server.ask("/api/v1/content/generate", { key: server.secretKey, body });
  if (!answer.ok) throw new Error(`Content: ${answer.status} ${await answer.text()}`);
  const [piece] = generatedContentSchema.parse(await answer.json()).data;
  const publishAt = new Date(Date.now() + DAY_MS / 24).toISOString();
  const at = { method: "PUT", key: server.secretKey, body: { publishAt } } as const;
  const planned = await server.ask(`/api/v1/content/${piece?.id}/schedule`, at);
  if (!planned.ok) throw new Error(`Calendar: ${planned.status} ${await planned.text()}`);
}

/** Decisions about consent, and an id whose events are left out. */
export async function seedPrivacy(server: TestServer): Promise<void> {
  const decision = { userId: "ada", category: hostileText("purpose").slice(0, 100), granted: true };
  for (const [path, body] of [
    ["consents", { ...decision, version: hostileText("v").slice(0, 100), source: hostileText("form").slice(0, 100) }],
    ["privacy/suppress", { userId: "left-out", suppressed: true }],
  ] as const) {
    const answer = await server.ask(`/api/v1/${path}`, { key: server.secretKey, body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}

async function seedEvents(server: TestServer, project: TestProject, text: TextOf): Promise<void> {
  const context = {
    page: { url: HOSTILE_URL, referrer: HOSTILE_URL, title: text("title") },
    campaign: { source: text("source"), medium: text("medium"), name: text("campaign") },
    userAgent: text("agent"),
  };
  const traits = {
    name: text("Ada"),
    email: text("mail"),
    avatar: HOSTILE_URL,
    [text("trait")]: 1,
  };
  const properties = { product_id: "item", total: 12, url: HOSTILE_URL, [text("key")]: text("value") };
  const originalTimestamp = new Date(Date.now() - 60_000).toISOString();
  const at = { userId: "ada", anonymousId: "device", context, originalTimestamp };
  const messages = [
    identifyMessage({ ...at, traits }),
    pageMessage({ ...at, name: text("page"), properties: { path: text("/path"), url: HOSTILE_URL } }),
    trackMessage({ ...at, event: text("event"), properties }),
    trackMessage({ ...at, event: "Product Viewed", properties }),
    trackMessage({ ...at, event: "Order Completed", properties }),
    trackMessage({ ...at, userId: text("user"), anonymousId: undefined, event: "Product Viewed", properties }),
    // Refused, and shown with its field.
    { ...trackMessage(at), event: 5, properties: { [text("refused")]: 1 } },
  ];
  const answer = await server.send(messages, project.writeKey);
  await server.settle(String((await answer.json()).offset));
  const dead = loggedEvent({ name: text("dead"), payload: { properties: { note: "\0" } } });
  await server.settle(await server.composition().lane.append(logBatch(project.projectId, [dead])));
}

/** One of each thing that people name and that a list shows. */
function listThings(text: TextOf): readonly (readonly ["POST" | "PUT", string, object])[] {
  const item = {
    id: "item",
    name: text("item"),
    description: text("description"),
    url: "https://a.example",
  };
  const creative = { variant: "A", headlines: ["Copper"], descriptions: ["Boils in two minutes"] };
  return [
    ["PUT", "/api/v1/catalog/items", { items: [{ ...item, categories: [text("category")], tags: ["tag"] }] }],
    [
      "PUT",
      `/api/v1/tracking-plan/events/${encodeURIComponent(text("planned"))}`,
      { mode: "warn", schema: { type: "object", properties: { price: { type: "number" } } } },
    ],
    ["POST", "/api/v1/segments", { name: text("segment"), text: 'did "Product Viewed" in last 30d' }],
    ["PUT", "/api/v1/placements/home", { description: text("placement"), holdout: 0.1 }],
    [
      "POST",
      "/api/v1/knowledge/documents",
      {
        kind: "text",
        title: text("document"),
        text: `# ${text("heading")}\n\n${text("passage")}`,
      },
    ],
    ["PUT", "/api/v1/text-safety/banned-words", { words: [{ phrase: text("phrase") }] }],
    ["POST", "/api/v1/webhooks", { url: "https://hooks.example/in", description: text("hook"), enabled: false }],
    [
      "POST",
      "/api/v1/campaigns",
      {
        ...{ name: text("campaign"), landingUrl: "https://shop.example/", targeting: { countries: ["DE"] } },
        ...{ budgetCents: 100_000, currency: "EUR", startsOn: day(0), endsOn: day(9) },
        channels: [{ platform: "sandbox", dailyBudgetCents: 1_000, creatives: [creative] }],
      },
    ],
  ];
}
