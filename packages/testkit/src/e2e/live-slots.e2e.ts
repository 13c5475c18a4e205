import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;
/** Notices of what a slot itself has shown are none, for some seconds. */
const WAIT = { timeout: 60_000, interval: 500 };
const SLOT = `<div data-rapport-slot="home" data-timeout-ms="20000"><template><a data-rapport-text="name"></a></template></div>`;

suite("slots that follow the profile, on a page of another origin (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let host = "";
  const shop = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Shop</title>${SLOT}
      <script src="${host}/rapport.js" data-write-key="${server.writeKey}" data-parts="slots live"></script>`);
  });

  beforeAll(async () => {
    server = await composeTestServer();
    const items = ["kettle", "mill", "pan"].map((id) => ({ id, name: `The ${id}`, categories: ["Kitchen"] }));
    await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body: { items } });
    host = await server.listen();
    await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    shop.closeAllConnections();
    shop.close();
    await server?.close();
  });

  test("what the visitor does on another device fills the slot anew", async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => request.method() === "POST" && asked.push(new URL(request.url()).pathname));
    const { port } = shop.address() as AddressInfo; // as: a server that listens on a port has an address of this form
    const streams: number[] = [];
    page.on("response", (answer) => answer.url().includes("/api/v1/stream?") && streams.push(answer.status()));
    await page.goto(`http://127.0.0.1:${port}/`);
    const cards = page.locator("[data-rapport-slot] a");
    await expect.poll(() => cards.count(), WAIT).toBe(3);
    await expect.poll(() => streams, WAIT).toEqual([200]);
    const anonymousId = await page.evaluate("rapport.anonymousId()");
    const asks = () => asked.filter((path) => path === "/api/v1/recommendations/query").length;
    expect(asks()).toBe(1);
    const view = { type: "track", event: "Product Viewed", anonymousId, properties: { product_id: "mill" } };
    await expect
      .poll(async () => {
        await server.ask("/v1/batch", { method: "POST", key: server.writeKey, body: { batch: [view] } });
        return asks();
      }, WAIT)
      .toBeGreaterThan(1);
    // Which of them are left is the recommender's business: what was just viewed may be none any more.
    await expect.poll(() => cards.count(), WAIT).toBeGreaterThan(0);
  });
});
