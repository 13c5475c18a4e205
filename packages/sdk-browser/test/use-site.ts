import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { openBrowser } from "./open-browser.ts";
import { TrackingSite } from "./tracking-site.ts";

/** Start of every page here: the client from its script tag. */
export const TAG = `<script src="/rapport.js" data-write-key="pk_test"></script>`;
/** A guard against hanging: twice the time after which the client gives up a request; mostly all is there in a tenth of it. */
export const WAIT = { timeout: 30_000, interval: 30 };
/** Chromium now and then keeps a context open for a request that outlives its page; the end of the browser ends it, too. */
const CLOSE_MS = 15_000;

/** One browser and one site for a file of tests; each test has a context and a record of its own, and no page errors. */
export function useSite() {
  const site = new TrackingSite();
  const pageErrors: string[] = [];
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const getContext = () => {
    if (!context) throw new Error("There is a context only within a test");
    return context;
  };

  beforeAll(async () => {
    await site.start();
    browser = await openBrowser();
    site.pages.set("/", `<!doctype html><title>Home</title>${TAG}`);
    site.pages.set("/bare", `<!doctype html><title>Bare</title><script src="/rapport.js"></script>`);
    site.pages.set("/empty", "<!doctype html><title>Elsewhere</title>");
  });
  afterAll(async () => {
    await browser?.close();
    await site.stop();
  });
  beforeEach(async () => {
    site.clear();
    pageErrors.length = 0;
    context = await browser?.newContext();
  });
  afterEach(async () => {
    await Promise.race([context?.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
    expect(pageErrors).toEqual([]);
  });

  const run = (page: Page, source: string): Promise<unknown> => page.evaluate(source);
  async function open(path: string, origin = site.origin): Promise<Page> {
    const page = await getContext().newPage();
    page.on("pageerror", (error) => pageErrors.push(String(error)));
    await page.goto(origin + path);
    return page;
  }
  return {
    site,
    getContext,
    run,
    open,
    /** Opens a page and starts the client with these options, written as JavaScript. */
    async start(options: string, path = "/bare", origin = site.origin): Promise<Page> {
      const page = await open(path, origin);
      await run(
        page,
        `rapport.init({ writeKey: "pk_test", host: location.origin, flushIntervalMs: 50, ...${options} })`,
      );
      return page;
    },
    /** Keys in localStorage and names of cookies. */
    stored: (page: Page) => run(page, `[...Object.keys(localStorage), ...document.cookie.split("; ").filter(Boolean)]`),
    expectEvents: (names: string[]) => vi.waitFor(() => expect(site.events().sort()).toEqual([...names].sort()), WAIT),
    find: (event: string) => site.messages.find((message) => message.event === event),
  };
}
