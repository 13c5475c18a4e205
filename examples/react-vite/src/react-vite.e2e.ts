import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, openBrowser } from "@rapport/testkit/e2e/open-browser";
import { serveFiles } from "@rapport/testkit/e2e/serve-files";
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
    // The page sends what waits when it goes away.
    await page.close({ runBeforeUnload: true });
    await expect
      .poll(
        async () => {
          await waitUntilFolded(product);
          return (await readAllEvents(product)).map(({ type, payload }) => payload.event ?? type);
        },
        { timeout: 30_000 },
      )
      .toEqual(expect.arrayContaining(["page", "Plant Watered"]));
    expect(problems).toEqual([]);
  });
});
