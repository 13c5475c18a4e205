import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findViolations } from "./find-violations.ts";
import { openConsole, signInOwner } from "./open-console.ts";
import { seedContent, seedProject } from "./seed-project.ts";
import { listScreens, openFirst, visitScreen } from "./walk-screens.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;

suite("every screen (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let cookie: ReturnType<typeof signInOwner>;
  beforeAll(async () => {
    server = await composeTestServer();
    await seedProject(server);
    await seedContent(server);
    cookie = signInOwner(server);
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const WALK = "shows hostile names, links and texts as text: no dialog, no report of its policy, no barrier";
  // Forty screens on a busy machine.
  test(WALK, { timeout: 300_000 }, async () => {
    const url = await server.listen();
    const { page, faults } = await openConsole(browser, { url, cookie: await cookie, look: {} });
    const screens = await listScreens(page);
    expect(screens.length).toBeGreaterThan(30);
    for (const screen of screens) {
      await visitScreen(page, screen);
      const found = await findViolations(page);
      faults.push(...found.map((violation) => `${screen}: ${violation}`));
      await openFirst(page);
      const links = page.locator('a[href^="javascript:"], img[src^="javascript:"], #screen script, #screen iframe');
      if ((await links.count()) > 0) faults.push(`${screen}: a hostile text became markup`);
    }
    expect(faults).toEqual([]);
  });

  test("is found by its name with Ctrl-K, as are people and actions, without a mouse", async () => {
    const url = await server.listen();
    const look = { colorScheme: "light" } as const;
    const { page, faults } = await openConsole(browser, { url, cookie: await cookie, look });
    const go = async (typed: string, option: RegExp) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox", { name: "Go to or do" }).fill(typed);
      await page.getByRole("option", { name: option, selected: true }).waitFor();
      faults.push(...(await findViolations(page)));
      await page.keyboard.press("Enter");
    };
    await go("webh", /^Webhooks/);
    await page.getByRole("heading", { name: "Webhooks" }).waitFor();
    await go("dark", /^Use dark colours/);
    await page.locator("html[data-theme=dark]").waitFor();
    await go("Ada", /^Ada /);
    await page.getByRole("heading", { name: /^Ada / }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Go to or do" }).waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  test("is sent with headers that keep other sites and scripts of others out", async () => {
    const { headers } = await server.ask("/console/");
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const answer = await server.ask("/api/v1/users", { key: server.secretKey });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});
