import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, openBrowser } from "@rapport/testkit/e2e/open-browser";
import { serveFiles } from "@rapport/testkit/e2e/serve-files";
import { readShopCatalog } from "@rapport/testkit/e2e/shop-catalog";
import { readAllEvents, waitUntilFolded } from "@rapport/testkit/server/api-client";
import type { SpawnedServer } from "@rapport/testkit/server/spawn-server";
import { spawnServer } from "@rapport/testkit/server/spawn-server";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const chromium = findChromium(process.env.CHROMIUM_PATH);

describe.skipIf(!chromium)("the React (Vite) example", () => {
  let product: SpawnedServer;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveFiles>>;
  let outDir = "";
  beforeAll(async () => {
    product = await spawnServer();
    outDir = await mkdtemp(join(tmpdir(), "rapport-react-vite-"));
    await build({
      root: fileURLToPath(new URL("..", import.meta.url)),
      logLevel: "error",
      define: {
        "import.meta.env.VITE_RAPPORT_HOST": JSON.stringify(product.url),
        "import.meta.env.VITE_RAPPORT_KEY": JSON.stringify(product.report.writeKey),
      },
      build: { outDir, emptyOutDir: true },
    });
    site = await serveFiles(outDir);
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await rm(outDir, { recursive: true, force: true });
    await product?.dispose();
  });

  test("the built application stores its page view and its typed event, and shows a slot", async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(site.origin);
    await page.click("text=Water it");
    await page.waitForSelector("main > p, main > a");
    await expect
      .poll(
        async () => {
          await waitUntilFolded(product);
          return (await readAllEvents(product)).map(({ type, payload }) => payload.event ?? type);
        },
        { timeout: 60_000 },
      )
      .toEqual(expect.arrayContaining(["page", "Plant Watered"]));
    expect(problems).toEqual([]);
  });

  test("the slot shows what the server recommends of its catalog, and a click on it is told", async () => {
    const names = readShopCatalog().map(({ name }) => name);
    const page = await browser.newPage();
    const cards = page.locator("main > a");
    const open = async () => {
      await page.goto(site.origin);
      // A busy server may take longer than the slot grants it, and the page shows its own words: then once more.
      await cards
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => {});
      return cards.allTextContents();
    };
    await expect.poll(open, { timeout: 60_000 }).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining(await cards.allTextContents()));
    // In a tab of its own: the page stays, and sends.
    await cards.first().click({ modifiers: ["Control"] });
    const events = async () => (await readAllEvents(product)).map(({ payload }) => payload.event);
    await expect.poll(events, { timeout: 60_000 }).toContain("Recommendation Clicked");
  });
});
