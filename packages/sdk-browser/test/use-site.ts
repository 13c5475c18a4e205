import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { closeContext, openBrowser } from "./open-browser.ts";
import { TrackingSite } from "./tracking-site.ts";

/** Start of every page here: the client from its script tag. */
export const TAG = `<script src="/rapport.js" data-write-key="pk_test"></script>`;
/** A guard against hanging: twice the time after which the client gives up a request; mostly all is there in a tenth of it. */
export const WAIT = { timeout: 30_000, interval: 30 };

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
    browser = await openBrowser();
    site.pages.set("/", `<!doctype html><title>Home</title>${TAG}`);
    site.pages.set("/bare", `<!doctype html><title>Bare</title><script src="/rapport.js"></script>`);
    site.pages.set("/empty", "<!doctype html><title>Elsewhere</title>");
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    // On a port of its own: a request that outlived its page may come as late as in the next test.
    await site.start();
    site.clear();
    pageErrors.length = 0;
    context = await browser?.newContext();
  });
  afterEach(async () => {
    await closeContext(context);
    await site.stop();
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
