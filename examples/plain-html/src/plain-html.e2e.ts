import { fileURLToPath } from "node:url";
import { findChromium, openBrowser } from "@rapport/testkit/e2e/open-browser";
import { serveFiles } from "@rapport/testkit/e2e/serve-files";
import { readAllEvents, waitUntilFolded } from "@rapport/testkit/server/api-client";
import type { SpawnedServer } from "@rapport/testkit/server/spawn-server";
import { spawnServer } from "@rapport/testkit/server/spawn-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const chromium = findChromium(process.env.CHROMIUM_PATH);
const FOLDER = fileURLToPath(new URL("..", import.meta.url));

describe.skipIf(!chromium)("the plain HTML example", () => {
  let product: SpawnedServer;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveFiles>>;
  beforeAll(async () => {
    product = await spawnServer();
    site = await serveFiles(FOLDER, { "http://localhost:8787": product.url, "pk_…": product.report.writeKey });
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await product?.dispose();
  });

  test("a visit is stored: the page, the reservation with its price, and who signed up", async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(site.origin);
    await page.click("#reserve");
    await page.fill("input[name=email]", "ada@example.com");
    await page.click("#newsletter button");
    await page.waitForSelector('#next[data-rapport-state="fallback"], #next[data-rapport-state="ready"]');
    await page.evaluate("rapport.flush(60_000)");
    await waitUntilFolded(product);
    const events = await readAllEvents(product);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["page", "track", "identify"]));
    const reserved = events.find(({ payload }) => payload.event === "Loaf Reserved");
    expect(reserved?.payload.properties).toEqual({ product_id: "rye", price: 4.5 });
    expect(events.find(({ type }) => type === "identify")?.userId).toBe("ada@example.com");
    expect(problems).toEqual([]);
  });
});
