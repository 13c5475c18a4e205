import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { extname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

type Message = {
  messageId: string;
  originalTimestamp: string;
  type: string;
  event?: string;
  userId?: string;
  anonymousId: string;
} & {
  name?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context?: Record<string, unknown>;
};

const FOLDER = new URL("../", import.meta.url);
const SCRIPT = fileURLToPath(import.meta.resolve("@rapport/browser/rapport.js"));
const TYPES: Record<string, string> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const CHROMIUM = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
const catalog = catalogItemSchema
  .array()
  .parse(JSON.parse(readFileSync(new URL("../catalog.json", import.meta.url), "utf8")));

/**
 * The client may wait half a second for company, and a card must be seen for a second. A request that hangs while its page
 * goes away is given up after 15 s, and its events are sent by the next page.
 */
const ARRIVES = { timeout: 30_000 };
const CLOSE_MS = 10_000;

const received = new Map<string, Message>();
const queries: { placement: string; itemId?: string }[] = [];
let recommended: { itemId: string; text: string }[] = [];
/** Delay of the SDK's script: late on purpose, because what the pages do before must not be lost. */
let scriptMs = 150;
let origin = "";
let browser: Browser;
let page: Page;

const server = createServer((request, response) => void answer(request, response));

describe.skipIf(!CHROMIUM)("the demo shop with the real SDK", () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    origin = `http://127.0.0.1:${address.port}`;
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    browser = await chromium.launch({ ...(CHROMIUM ? { executablePath: CHROMIUM } : {}), args });
  });

  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
  });

  beforeEach(async () => {
    received.clear();
    queries.length = 0;
    scriptMs = 150;
    recommended = [{ itemId: "cast-iron-teapot", text: "Because you viewed Copper Kettle" }];
    page = await (await browser.newContext({ viewport: { width: 1200, height: 900 } })).newPage();
    page.on("pageerror", (error) => {
      throw error;
    });
    // Chromium may hold a context open for a request that outlived its page.
    return () => Promise.race([page.context().close(), sleep(CLOSE_MS, undefined, { ref: false })]);
  });

  it("tracks a visit from the first page to the order", async () => {
    recommended = [];
    await page.goto(`${origin}/demo/category.html?c=Coffee%20%26%20Tea`);
    await page.locator('[data-testid="product-card"][data-item-id="copper-kettle"] a').click();
    await page.locator('[data-testid="add-to-cart"]').click();
    await page.locator('[data-testid="add-to-cart"]').click();
    await page.goto(`${origin}/demo/cart.html`);
    await page.getByLabel("One less Copper Kettle").click();
    await expect.poll(() => page.locator('[data-testid="cart-total"]').textContent()).toBe("$119.00");
    await page.locator('[data-testid="place-order"]').click();
    await page.locator('[data-testid="order"] li').waitFor();

    const kettle = { product_id: "copper-kettle", name: "Copper Kettle", category: "Coffee & Tea", price: 119 };
    await expect
      .poll(names, ARRIVES)
      .toEqual([
        "page Category",
        "Product List Viewed",
        "page Product",
        "Product Viewed",
        "Product Added",
        "Product Added",
        "page Cart",
        "Product Removed",
        "Order Completed",
        "page Order Complete",
      ]);
    expect(find("Product Viewed").properties).toEqual({ ...kettle, currency: "USD" });
    expect(find("Order Completed").properties).toMatchObject({
      total: 119,
      currency: "USD",
      products: [{ ...kettle, quantity: 1 }],
    });
  });

  it("sends what was done on a page that was left before the SDK had loaded, as what happened there", async () => {
    scriptMs = 1_500;
    recommended = [];
    await page.goto(`${origin}/demo/product.html?id=copper-kettle`, { waitUntil: "commit" });
    await page.locator('[data-testid="add-to-cart"]').click();
    await page.goto(`${origin}/demo/cart.html`);
    await expect.poll(names, ARRIVES).toEqual(["page Product", "Product Viewed", "Product Added", "page Cart"]);
    for (const name of ["Product Viewed", "Product Added"])
      expect(find(name)).toMatchObject({ context: { page: { url: `${origin}/demo/product.html?id=copper-kettle` } } });
    expect(find("page Product").properties).toMatchObject({ path: "/demo/product.html" });
    expect(find("page Cart").properties).toMatchObject({ path: "/demo/cart.html" });
  });

  it("ties the visitor to a customer, and starts a new visitor after signing out", async () => {
    await page.goto(`${origin}/demo/product.html?id=oak-wall-clock`);
    await page.locator('[data-testid="account"]').click();
    await page.getByLabel("Name").fill("Ada Abbott");
    await page.getByLabel("Email").fill("Ada@example.com");
    await page.locator('[data-testid="sign-in"]').click();
    await page.waitForURL("**/product.html?id=oak-wall-clock");
    await page.locator('[data-testid="account"]').click();
    await page.locator('[data-testid="sign-out"]').click();
    await page.getByLabel("Name").waitFor();
    await page.goto(`${origin}/demo/index.html`);

    await expect.poll(names, ARRIVES).toEqual(expect.arrayContaining(["page Home", "identify"]));
    await expect.poll(() => ofEvent("Product Viewed").length, ARRIVES).toBe(2);
    const identify = find("identify");
    expect(identify.traits).toEqual({ name: "Ada Abbott", email: "Ada@example.com" });
    const [before, after] = ofEvent("Product Viewed");
    expect(before).toMatchObject({ anonymousId: identify.anonymousId });
    expect(before?.userId).toBeUndefined();
    expect(after?.userId).toBe(identify.userId);
    const home = find("page Home");
    expect(home.userId).toBeUndefined();
    expect(home.anonymousId).not.toBe(identify.anonymousId);
  });

  it("shows recommendations with their reason and reports what became of them", async () => {
    await page.goto(`${origin}/demo/product.html?id=copper-kettle`);
    const card = page.locator('[data-testid="recommendation"][data-item-id="cast-iron-teapot"]');
    expect(await card.locator('[data-testid="reason"]').textContent()).toBe("Because you viewed Copper Kettle");
    expect(queries.at(-1)).toMatchObject({ placement: "product", limit: 4, itemId: "copper-kettle" });
    await page.waitForTimeout(1_500);
    expect(names()).not.toContain("Recommendation Shown");
    await card.scrollIntoViewIfNeeded();
    await expect.poll(names, ARRIVES).toContain("Recommendation Shown");
    await card.locator("a").click();
    await page.locator('[data-testid="add-to-cart"]').click();
    await page.goto(`${origin}/demo/cart.html`);
    await page.locator('[data-testid="place-order"]').click();
    await expect.poll(names, ARRIVES).toContain("Recommendation Converted");
    expect(names()).toContain("Recommendation Clicked");
    expect(find("Recommendation Converted").properties).toMatchObject({ decisionId: "dec_1" });
  });

  it("never takes text for markup, and leaves out items that it does not sell", async () => {
    recommended = [
      { itemId: "oak-wall-clock", text: "<img src=x onerror=alert(1)>" },
      { itemId: "unknown-item", text: "Popular" },
    ];
    await page.goto(`${origin}/demo/category.html?c=%3Cimg%20src%3Dx%3E`);
    const reasons = page.locator('[data-testid="reason"]');
    await reasons.first().waitFor();
    expect(await reasons.allTextContents()).toEqual(["<img src=x onerror=alert(1)>"]);
    expect(await page.locator("img").count()).toBe(0);
  });

  it("takes the box away when there is nothing to recommend", async () => {
    recommended = [];
    await page.goto(`${origin}/demo/index.html`);
    await page.locator('[data-testid="recommendations"]').waitFor({ state: "hidden" });
    expect(await page.locator('[data-testid="departments"] li').count()).toBe(8);
  });
});

/** What arrived so far in order of the calls: event names, and the names of pages. */
function names(): string[] {
  return sorted().map(nameOf);
}

function sorted(): Message[] {
  return [...received.values()].sort((a, b) => Date.parse(a.originalTimestamp) - Date.parse(b.originalTimestamp));
}

function nameOf(message: Message): string {
  return message.event ?? (message.type === "page" ? `page ${message.name}` : message.type);
}

function ofEvent(name: string): Message[] {
  return sorted().filter((message) => nameOf(message) === name);
}

function find(name: string): Message {
  const [message] = ofEvent(name);
  if (!message) throw new Error(`No ${name} has arrived`);
  return message;
}

/** Serves the shop as the product does, with the same security policy, and stands in for the tracking API. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", origin);
  if (request.method === "POST") {
    const body = await readBody(request);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(pathname.endsWith("/query") ? recommend(body) : accept(body)));
  } else if (pathname === "/rapport.js") {
    setTimeout(() => response.setHeader("content-type", "text/javascript").end(readFileSync(SCRIPT)), scriptMs);
  } else {
    serveFile(pathname, response);
  }
}

function serveFile(pathname: string, response: ServerResponse): void {
  const path = fileURLToPath(new URL(pathname.replace("/demo/", "./"), FOLDER));
  if (!existsSync(path)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-security-policy", "default-src 'self'");
  response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
  response.end(readFileSync(path, "utf8").replaceAll("__WRITE_KEY__", "pk_test"));
}

async function readBody(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return JSON.parse(String(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes));
}

function accept({ batch }: { batch: Message[] }) {
  for (const message of batch) received.set(message.messageId, message);
  return { success: true, accepted: batch.length, duplicates: 0, rejected: [], offset: "1", durability: "disk" };
}

function recommend(query: { placement: string; itemId?: string }) {
  queries.push(query);
  const recommendations = recommended.map(({ itemId, text }, position) => {
    const item = catalog.find(({ id }) => id === itemId) ?? null;
    return { itemId, position, score: 1, explanation: { text, because: [], generators: {} }, item };
  });
  return { decisionId: "dec_1", placement: query.placement, recommendations, degraded: [] };
}
