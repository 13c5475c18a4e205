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
  beforeAll(async () => {
    server = await composeTestServer();
    await seedProject(server);
    await seedContent(server);
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("shows hostile names, links and texts as text: no dialog, nothing that its security policy refuses, and no barrier", async () => {
    const url = await server.listen();
    const cookie = await signInOwner(server);
    const { page, faults } = await openConsole(browser, { url, cookie, look: {} });
    const screens = await listScreens(page);
    expect(screens.length).toBeGreaterThan(30);
    for (const screen of screens) {
      await visitScreen(page, url, screen);
      const found = await findViolations(page);
      faults.push(...found.map((violation) => `${screen}: ${violation}`));
      await openFirst(page);
      const links = page.locator('a[href^="javascript:"], img[src^="javascript:"], #screen script, #screen iframe');
      if ((await links.count()) > 0) faults.push(`${screen}: a hostile text became markup`);
    }
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
