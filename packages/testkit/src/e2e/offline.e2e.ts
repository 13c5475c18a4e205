import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAssets } from "@rapport/server/assets";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInOwner } from "../journeys/open-console.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import { watchPage } from "./watch-page.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;

suite("the console as an application of its own (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let url: string;
  /** A copy, so that a new version can be put there. */
  let consoleDir: string;
  const faults: string[] = [];
  beforeAll(async () => {
    consoleDir = await mkdtemp(join(tmpdir(), "rapport-console-"));
    const assets = findAssets();
    await cp(assets.consoleDir, consoleDir, { recursive: true });
    server = await composeTestServer({}, { assets: { ...assets, consoleDir } });
    url = await server.listen();
    browser = await openBrowser(chromiumPath ?? "");
    context = await browser.newContext();
    await context.addCookies([{ ...(await signInOwner(server, (text) => text)), url }]);
    page = await context.newPage();
    watchPage(page, "console", faults);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(consoleDir, { recursive: true });
  });

  const whatIsKept = () =>
    page.evaluate(async () => {
      const names = await caches.keys();
      const kept = await Promise.all(
        names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)),
      );
      return { names, paths: kept.flat().map((address) => new URL(address).pathname) };
    });

  test("can be installed: a manifest, icons of their sizes, and a worker in charge of its pages", async () => {
    await page.goto(`${url}/console/people`);
    await page.locator("#screen h1").first().waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL))
      .toBe(`${url}/console/worker.js`);
    const cdp = await context.newCDPSession(page);
    const { errors, data } = await cdp.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? "{}")).toMatchObject({ display: "standalone", start_url: "/console/" });
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    // A context of a test is a private window, which installs nothing.
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
  });

  test("keeps its own files, and no answer of the API", async () => {
    for (const path of ["overview", "events", "people"]) {
      await page.goto(`${url}/console/${path}`);
      await page.locator("#screen h1").first().waitFor();
    }
    const { paths } = await whatIsKept();
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !/^\/console\/($|favicon\.svg$|assets\/[\w.-]+$)/.test(path))).toEqual([]);
  });

  test("opens without a network and says so, shows nothing of the project, and goes on when the network is back", async () => {
    await context.setOffline(true);
    await page.goto(`${url}/console/people`);
    // Which of the two is said hangs on what the browser believes of its network.
    await page.getByText(/You are offline|The server cannot be reached/).waitFor();
    expect(await page.locator("body").innerText()).not.toContain("Olive");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator("#screen h1").first().waitFor();
  });

  test("tells an open page of a newer version, which takes over when asked, and lets go of the old files", async () => {
    const before = await whatIsKept();
    const other = await context.newPage();
    await other.goto(`${url}/console/people`);
    await other.locator("#screen h1").first().waitFor();
    for (const name of ["index.html", "worker.js"]) {
      const text = await readFile(join(consoleDir, name), "utf8");
      await writeFile(
        join(consoleDir, name),
        text.replace('SHELL_VERSION="', 'SHELL_VERSION="next-').replace("</html>", "<!-- next --></html>"),
      );
    }
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await page.getByText("A newer version of the console is ready.").waitFor();
    expect((await whatIsKept()).names).toContain(before.names[0]);
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Reload" }).click()]);
    await page.locator("#screen h1").first().waitFor();
    await expect.poll(async () => (await whatIsKept()).names).toEqual([expect.stringContaining("next-")]);
    expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault))).toEqual([]);
  });
});
