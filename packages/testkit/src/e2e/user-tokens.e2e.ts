import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createUserToken } from "@rapport/node";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addTokenKey } from "../server/add-token-key.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;
const WAIT = { timeout: 20_000, interval: 50 };

suite("a page of another origin whose key demands user tokens (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let key: Awaited<ReturnType<typeof addTokenKey>>;
  let host = "";
  const shop = createServer(async (request, response) => {
    const signed = request.url === "/signed-in";
    const token = signed ? await createUserToken({ secret: key.secret, userId: "ada" }) : "";
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Shop</title>
      <script src="${host}/rapport.user-token.js" data-user-token="${token}"></script>
      <script>rapport.push(["identify", "ada", { seen: "${request.url}" }]);
        rapport.push(["track", "Product Viewed", { product_id: "${signed ? "kettle" : "mill"}" }])</script>
      <script src="${host}/rapport.js" data-write-key="${key.writeKey}"></script>`);
  });

  beforeAll(async () => {
    server = await composeTestServer();
    const items = ["kettle", "mill", "pan"].map((id) => ({ id, name: `The ${id}`, categories: ["Kitchen"] }));
    await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body: { items } });
    key = await addTokenKey(server);
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

  /** A visitor of their own on a page of the shop, when all that it sent is settled. */
  async function visit(path: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    const { port } = shop.address() as AddressInfo; // as: a server that listens on a port has an address of this form
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.evaluate("rapport.flush(20000)");
    return page;
  }
  /** Whether there was an answer, and whether it gave what Ada viewed as a reason. */
  const because = async (page: Page): Promise<unknown> =>
    page.evaluate(`rapport.getRecommendations({ waitMs: 5000 }, { timeoutMs: 20000 }).then((answer) => [
      answer.decisionId !== "",
      answer.recommendations.some(({ explanation }) => explanation.because.some(({ itemId }) => itemId === "kettle")),
    ])`);
  const readPerson = async () => (await server.ask("/api/v1/users/ada", { key: server.secretKey })).json();

  test("the user is known with their token; without it nobody becomes them, and the console is told why", async () => {
    const own = await visit("/signed-in");
    await expect.poll(async () => (await readPerson()).traits?.seen, WAIT).toBe("/signed-in");
    // Asked as the user and, on a page without a token, as the device: both are Ada's.
    expect(await because(own)).toEqual([true, true]);

    const thief = await visit("/stolen");
    expect(await because(thief)).toEqual([true, false]);
    const rejected = async () =>
      (await (await server.ask("/api/v1/events/rejected", { key: server.secretKey })).json()).data;
    await expect.poll(async () => (await rejected()).length, WAIT).toBe(2);
    const codes = (await rejected()).map(
      ({ code, pointer }: { code: string; pointer: string }) => `${code} ${pointer}`,
    );
    expect(new Set(codes)).toEqual(new Set(["user_token_missing /context/userToken"]));
    expect((await readPerson()).traits.seen).toBe("/signed-in");
  });
});
