import { profileSchema } from "@rapport/contracts/profiles";
import type { RudderAnalytics as BrowserClient } from "@rudderstack/analytics-js/bundled";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getJson } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import type { WireMessage } from "./expect-stored.ts";
import { expectIntact, expectStoredOnce } from "./expect-stored.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import type { Relay } from "./relay.ts";
import { openRelay } from "./relay.ts";
import { serveClientPage } from "./serve-client-page.ts";

const PRODUCT = {
  product_id: "copper-kettle",
  price: 119.5,
  tags: ["tea", "copper"],
  nested: { deep: { deeper: [1, { two: "2" }] } },
  unicode: "Ünïcode ☕ 漢字 🫖",
  flag: false,
};
const TRAITS = { email: "grace@example.com", subscription: { name: "pro", seats: 3 } };
const COMPANY = { name: "Navy", employees: 12 };

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);

type Sent = { message: WireMessage; sentAt: unknown };

/** The messages that the server has answered with 200, as they were on the wire. */
function deliveredThrough(relay: Relay): Sent[] {
  return relay.requests.flatMap(({ method, path, status, body, headers }): Sent[] => {
    if (method !== "POST" || status !== 200 || !/^\/(v1|beacon)\//.test(path)) return [];
    const { batch, sentAt = headers.sentat, ...single } = JSON.parse(body);
    const messages: WireMessage[] = batch ?? [single];
    return messages.map((message) => ({ message, sentAt }));
  });
}

async function expectDelivered(server: SpawnedServer, relay: Relay): Promise<WireMessage[]> {
  const sent = deliveredThrough(relay);
  const stored = await expectStoredOnce(
    server,
    sent.map(({ message }) => message.messageId),
  );
  for (const { message, sentAt } of sent) expectIntact(stored.get(message.messageId), message, { sentAt });
  return sent.map(({ message }) => message);
}

let server: SpawnedServer;
let relay: Relay;
beforeEach(async () => {
  server = await spawnServer();
  relay = await openRelay(server.url);
});
afterEach(async () => {
  await relay?.close();
  await server?.dispose();
});

describe("@rudderstack/rudder-sdk-node", () => {
  test("with only its host changed delivers every kind of message once and whole, through an outage", async () => {
    relay.refuse.push(503);
    const client = new RudderAnalytics(server.report.writeKey, { dataPlaneUrl: relay.url, flushAt: 20 });
    const ids = { anonymousId: "device-7", userId: "grace" };
    client.track({ anonymousId: "device-7", event: "Product Viewed", properties: PRODUCT });
    client.identify({ ...ids, traits: TRAITS });
    client.page({ ...ids, name: "Home", properties: { url: "https://a.example/" } });
    client.screen({ ...ids, name: "Basket", properties: { items: 2 } });
    client.group({ ...ids, groupId: "company-7", traits: COMPANY });
    client.alias({ userId: "grace", previousId: "grace-before" });
    for (let place = 0; place < 60; place++) client.track({ ...ids, event: "Tick", properties: { place } });
    await client.flush();
    await expect.poll(() => deliveredThrough(relay).length, { timeout: 30_000 }).toBe(66);

    expect(relay.requests.map(({ status }) => status)).toContain(503);
    expect(relay.requests[0]?.headers).toMatchObject({
      "content-encoding": "gzip",
      "content-type": "application/x-www-form-urlencoded",
    });
    const messages = await expectDelivered(server, relay);
    expect(messages.find(({ event }) => event === "Product Viewed")).toMatchObject({ properties: PRODUCT });
    expect(messages.find(({ type }) => type === "group")).toMatchObject({ groupId: "company-7", traits: COMPANY });
    const grace = await getJson(server, "/api/v1/users/grace", profileSchema);
    expect(grace).toMatchObject({ traits: TRAITS });
    expect(grace.identities).toContainEqual({ kind: "anonymous", value: "device-7" });
  });
});

const suite = chromiumPath === undefined ? describe.skip : describe;
suite("@rudderstack/analytics-js in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  let site: { origin: string; close: () => void };
  beforeAll(async () => {
    site = await serveClientPage("@rudderstack/analytics-js/bundled", "RudderAnalytics");
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  const BATCHES = { enabled: true, maxItems: 5, flushInterval: 500 };
  const BEACONS = { flushQueueInterval: 500 };
  const MODES = [
    { mode: "batches", load: { queueOptions: { batch: BATCHES } }, path: "/v1/batch" },
    { mode: "beacons", load: { useBeacon: true, beaconQueueOptions: BEACONS }, path: "/beacon/v1/batch?writeKey=" },
  ];
  test.each(MODES)("with only its addresses changed, $mode arrive once and whole", async ({ load, path }) => {
    await openPage(load);
    await expect.poll(() => deliveredThrough(relay).length, { timeout: 30_000 }).toBe(15);
    const messages = await expectDelivered(server, relay);
    expect(relay.requests.some((request) => request.method === "POST" && request.path.startsWith(path))).toBe(true);
    // Batches are under way at the same time: which arrives first is chance.
    const byType = Map.groupBy(messages, ({ type }) => type);
    expect(messages.find(({ event }) => event === "Product Viewed")).toMatchObject({ properties: PRODUCT });
    expect(byType.get("page")?.[0]).toMatchObject({ name: "Home" });
    expect(byType.get("group")?.[0]).toMatchObject({ groupId: "company-7" });
    expect(byType.get("alias")?.[0]).toMatchObject({ userId: "grace-2" });
    const grace = await getJson(server, "/api/v1/users/grace", profileSchema);
    expect(grace).toMatchObject({ traits: TRAITS });
  });

  test("single messages arrive once through an outage: a preflight allows the headers that only retries carry", async () => {
    relay.refuse.push(503, 503);
    await openPage({});
    await expect.poll(() => deliveredThrough(relay).length, { timeout: 45_000 }).toBe(15);
    const retried = relay.requests.filter(({ headers }) => headers["rsa-retry-attempt"] !== undefined);
    expect(retried.map(({ path, status }) => [path, status])).toContainEqual(["/v1/track", 200]);
    await expectDelivered(server, relay);
  });

  async function openPage(load: Record<string, unknown>): Promise<void> {
    const page = await browser.newPage();
    await page.goto(site.origin);
    const settings = { url: relay.url, writeKey: server.report.writeKey, load };
    await page.evaluate(runClient, { ...settings, product: PRODUCT, traits: TRAITS, company: COMPANY });
  }
});

type PageInput = {
  url: string;
  writeKey: string;
  load: Record<string, unknown>;
  product: typeof PRODUCT;
  traits: typeof TRAITS;
  company: typeof COMPANY;
};

/** Runs in the page: 15 messages of every kind, through the client that the page's script has put on `globalThis`. */
function runClient({ url, writeKey, load, product, traits, company }: PageInput): void {
  const Client: typeof BrowserClient = Reflect.get(globalThis, "RudderAnalytics");
  const client = new Client();
  client.load(writeKey, url, { configUrl: url, ...load });
  client.track("Product Viewed", product);
  client.page("Docs", "Home");
  client.identify("grace", traits);
  client.group("company-7", company);
  for (let place = 0; place < 10; place++) client.track("Tick", { place });
  client.alias("grace-2", "grace");
}
