import type { AnalyticsBrowser } from "@segment/analytics-next";
import { Analytics } from "@segment/analytics-node";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import type { WireMessage } from "./expect-stored.ts";
import { expectIntact, expectStoredOnce } from "./expect-stored.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import { serveClientPage } from "./serve-client-page.ts";

const PRODUCT = {
  product_id: "copper-kettle",
  price: 119.5,
  tags: ["tea", "copper"],
  nested: { deep: { deeper: [1, { two: null }] } },
  unicode: "Ünïcode ☕ 漢字 🫖",
  flag: false,
};
const TRAITS = { email: "ada@example.com", subscription: { name: "pro", seats: 3 } };
const COMPANY = { name: "Fennel & Oak", employees: 12 };
const WHEN = "2026-01-05T12:00:00.123Z";

const engines = storeEngines(process.env.DATABASE_URL);
const chromiumPath = findChromium(process.env.CHROMIUM_PATH);

/** One request of a client: its path, and the messages of its body. */
type WireRequest = { path: string; sentAt: unknown; messages: WireMessage[] };

function readRequest(url: string, body: string): WireRequest {
  const { batch, sentAt, ...single } = JSON.parse(body);
  return { path: new URL(url).pathname, sentAt, messages: batch ?? [{ ...single, sentAt }] };
}

/** Expects each message of these requests once in the store, whole; answers the messages. */
async function expectDelivered(server: SpawnedServer, requests: readonly WireRequest[]): Promise<WireMessage[]> {
  const messages = requests.flatMap((request) => request.messages);
  const stored = await expectStoredOnce(
    server,
    messages.map(({ messageId }) => messageId),
  );
  for (const { sentAt, messages } of requests) {
    for (const message of messages) expectIntact(stored.get(message.messageId), message, { sentAt });
  }
  return messages;
}

describe.each(engines)("$name: @segment/analytics-node", ({ start }) => {
  let server: SpawnedServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.dispose());

  test("with only its host changed delivers every kind of message once and whole", async () => {
    const requests: WireRequest[] = [];
    const failures: unknown[] = [];
    const analytics = new Analytics({ writeKey: server.report.writeKey, host: server.url, flushAt: 20 });
    analytics.on("http_request", ({ url, body }) => requests.push(readRequest(url, body)));
    analytics.on("error", (error) => failures.push(error));
    analytics.on("http_response", ({ status }) => status === 200 || failures.push(status));
    const ids = { anonymousId: "device-1", userId: "ada" };
    const timestamp = new Date(WHEN);
    const context = {
      ip: "203.0.113.7",
      campaign: { source: "mail", medium: "letter", name: "spring" },
      page: { url: "https://a.example/x?y=1", path: "/x", search: "?y=1", title: "X", referrer: "" },
    };
    analytics.track({
      anonymousId: "device-1",
      event: "Product Viewed",
      properties: PRODUCT,
      timestamp,
      context,
      messageId: "own-id-1",
    });
    analytics.identify({ ...ids, traits: TRAITS, timestamp });
    analytics.page({ ...ids, category: "Docs", name: "Home", properties: { url: "https://a.example/" } });
    analytics.screen({ ...ids, name: "Basket", properties: { items: 2 } });
    analytics.group({ ...ids, groupId: "company-1", traits: COMPANY });
    analytics.alias({ userId: "ada", previousId: "ada-before" });
    for (let place = 0; place < 60; place += 1)
      analytics.track({ userId: "ada", event: "Tick", properties: { place } });
    await analytics.closeAndFlush();

    expect(failures).toEqual([]);
    expect(requests.every(({ path, messages }) => path === "/v1/batch" && messages.length > 0)).toBe(true);
    const messages = await expectDelivered(server, requests);
    expect(messages).toHaveLength(66);
    expect(messages[0]).toMatchObject({ messageId: "own-id-1", properties: PRODUCT, context, timestamp: WHEN });
    expect(messages[1]).toMatchObject({ type: "identify", traits: TRAITS });
    expect(messages[4]).toMatchObject({ type: "group", groupId: "company-1", traits: COMPANY });
    expect(messages[5]).toMatchObject({ type: "alias", previousId: "ada-before" });
  });
});

const suite = chromiumPath === undefined ? describe.skip : describe;
suite.each(engines)("$name: @segment/analytics-next in Chromium (skipped where there is none)", ({ start }) => {
  let browser: Browser;
  let site: { origin: string; close: () => void };
  let server: SpawnedServer;
  beforeAll(async () => {
    site = await serveClientPage("@segment/analytics-next", "AnalyticsBrowser");
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });
  afterEach(() => server?.dispose());

  const STRATEGIES = [
    { strategy: "standard", paths: ["/v1/a", "/v1/g", "/v1/i", "/v1/p", "/v1/t"] },
    { strategy: "batching", paths: ["/v1/b"] },
  ];
  test.each(STRATEGIES)("with only its CDN changed, $strategy delivery arrives once and whole", async (expected) => {
    server = await start();
    const requests: WireRequest[] = [];
    const failures: string[] = [];
    const page = await browser.newPage();
    page.on("request", (request) => {
      if (request.method() === "POST") requests.push(readRequest(request.url(), request.postData() ?? ""));
    });
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("console", (message) => message.type() === "error" && failures.push(message.text()));
    page.on("requestfailed", (request) => failures.push(`${request.url()} ${request.failure()?.errorText}`));
    await page.goto(`${site.origin}/?utm_source=mail&utm_campaign=spring`);
    const settings = { cdnURL: server.url, writeKey: server.report.writeKey, strategy: expected.strategy };
    await page.evaluate(runAnalytics, { ...settings, product: PRODUCT, traits: TRAITS, company: COMPANY });
    await expect.poll(() => requests.flatMap(({ messages }) => messages).length, { timeout: 20_000 }).toBe(25);
    // The answers, too: what is counted next must have arrived.
    await page.waitForLoadState("networkidle");
    await page.close();

    expect(failures).toEqual([]);
    expect([...new Set(requests.map(({ path }) => path))].toSorted()).toEqual(expected.paths);
    const messages = await expectDelivered(server, requests);
    const byType = Map.groupBy(messages, ({ type }) => type);
    expect(messages.find(({ event }) => event === "Product Viewed")).toMatchObject({ properties: PRODUCT });
    expect(byType.get("identify")?.[0]).toMatchObject({ userId: "ada", traits: TRAITS });
    expect(byType.get("page")?.[0]).toMatchObject({ name: "Home", properties: { path: "/" } });
    expect(byType.get("group")?.[0]).toMatchObject({ groupId: "company-1", traits: COMPANY });
    // This client puts its own user over the new id of an alias; what counts is that it arrives as it left.
    expect(byType.get("alias")?.[0]).toMatchObject({ previousId: "ada" });
    expect(messages[0]?.context).toMatchObject({ campaign: { source: "mail", name: "spring" } });
  });
});

type PageInput = {
  cdnURL: string;
  writeKey: string;
  strategy: string;
  product: Record<string, unknown>;
  traits: Record<string, unknown>;
  company: Record<string, unknown>;
};

/** Runs in the page: 25 messages of every kind, through the client that the page's script has put on `globalThis`. */
async function runAnalytics({ cdnURL, writeKey, strategy, product, traits, company }: PageInput): Promise<void> {
  const client: typeof AnalyticsBrowser = Reflect.get(globalThis, "AnalyticsBrowser");
  const options =
    strategy === "batching"
      ? { deliveryStrategy: { strategy: "batching" as const, config: { size: 10, timeout: 500 } } }
      : {};
  const analytics = client.load({ writeKey, cdnURL }, { integrations: { "Segment.io": options } });
  await analytics.track("Product Viewed", product);
  await analytics.page("Home");
  await analytics.identify("ada", traits);
  await analytics.group("company-1", company);
  for (let place = 0; place < 20; place += 1) await analytics.track("Tick", { place });
  await analytics.alias("ada-2", "ada");
}
