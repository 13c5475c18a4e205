import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { CONTRACT_CASES, checkContract } from "./check-contract.ts";
import { CONTRACT_CALLS } from "./contract-calls.ts";
import { FaultServer } from "./fault-server.ts";

const chromium = findChromium(process.env.CHROMIUM_PATH);
const server = new FaultServer();
let browser: Browser;

/** Runs in the page: the calls of the contract in the browser client's own words. */
const MAKE_CALLS = `(() => {
  for (const { call, userId, event, name, groupId, previousId, properties, traits, ...options } of CALLS) {
    if (call === "track") rapport.track(event, properties, options);
    if (call === "identify") rapport.identify(userId, traits, options);
    if (call === "page") rapport.page(name, properties, options);
    if (call === "screen") rapport.screen(name, properties, options);
    if (call === "group") rapport.group(groupId, traits, options);
    if (call === "alias") rapport.alias(userId, previousId, options);
  }
})()`;

describe.skipIf(!chromium)("the browser client in Chromium", () => {
  beforeAll(async () => {
    await server.start();
    const script = readFileSync(resolve(import.meta.dirname, "../../../sdk-browser/dist/rapport.js"), "utf8");
    server.files.set("/rapport.js", { type: "text/javascript", text: script });
    const tag = '<script src="/rapport.js" data-write-key="pk_test"></script>';
    server.files.set("/", { type: "text/html", text: `<!doctype html><title>Contract</title>${tag}` });
    browser = await openBrowser(chromium ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    await server.stop();
  });

  test.each(CONTRACT_CASES)("%s: all events once, as they were called", async (fault) => {
    server.reset("none");
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.origin}/`);
    await checkContract(server, fault, async () => {
      await page.evaluate(MAKE_CALLS.replace("CALLS", () => JSON.stringify(CONTRACT_CALLS)));
      const ids = () => new Set(server.acknowledged.map((message) => message.messageId)).size;
      await expect.poll(ids, { timeout: 60_000 }).toBe(CONTRACT_CALLS.length);
      await page.evaluate("rapport.flush()");
    });
    await context.close();
  });
});
