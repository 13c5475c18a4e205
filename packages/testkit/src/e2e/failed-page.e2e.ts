import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { trackMessage } from "../factories/messages.ts";
import { signInOwner } from "../journeys/open-console.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import { findChromium, openBrowser } from "./open-browser.ts";

const chromiumPath = findChromium(process.env.CHROMIUM_PATH);
const suite = chromiumPath === undefined ? describe.skip : describe;
const WAIT = { timeout: 20_000, interval: 50 };
/** Of the screen, in which a list that asks again by itself does so many times. */
const FRAMES = 90;
/** The live list looks anew once its stream has come back. */
const MOST = 3;
const ROWS = 150;

const PROBLEM = {
  ...{ type: "about:blank", title: "No", status: 400, code: "invalid_parameter" },
  ...{ detail: "Not now", docs: "https://rapport.test/docs", requestId: "req_1" },
};

const LISTS = [
  { screen: "events", path: "/api/v1/events", more: "Load older events" },
  { screen: "people", path: "/api/v1/users", more: "Load more people" },
];

suite("lists of the console whose next page does not come (skipped without a Chromium)", () => {
  let server: TestServer;
  let browser: Browser;
  let context: BrowserContext;
  let url: string;
  beforeAll(async () => {
    server = await composeTestServer();
    url = await server.listen();
    const messages = Array.from({ length: ROWS }, (_, i) => trackMessage({ userId: `person-${i}` }));
    for (let at = 0; at < ROWS; at += 50) await server.send(messages.slice(at, at + 50), server.writeKey);
    const countPeople = async () =>
      (await (await server.ask("/api/v1/users?limit=200", { key: server.secretKey })).json()).data.length;
    await vi.waitFor(async () => expect(await countPeople()).toBeGreaterThan(100), WAIT);
    browser = await openBrowser(chromiumPath ?? "");
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addCookies([{ ...(await signInOwner(server, (text) => text)), url }]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Fails every page but the first, until it is told otherwise, and counts how often one was asked for. */
  async function failLater(page: Page, path: string) {
    const state = { asked: 0, fails: true };
    await page.route(`${url}${path}?*`, async (route) => {
      const isLater = new URL(route.request().url()).searchParams.has("cursor");
      if (isLater) state.asked += 1;
      await (isLater && state.fails ? route.fulfill({ status: 400, json: PROBLEM }) : route.continue());
    });
    return state;
  }
  const passFrames = (page: Page) =>
    page.evaluate(
      (frames) =>
        new Promise<void>((resolve) => {
          const next = (left: number) => (left > 0 ? requestAnimationFrame(() => next(left - 1)) : resolve());
          next(frames);
        }),
      FRAMES,
    );

  test.each(LISTS)("$screen: it is not asked for again by itself, but by a press", async ({ screen, path, more }) => {
    const page = await context.newPage();
    const state = await failLater(page, path);
    await page.goto(`${url}/console/${screen}`);
    const button = page.getByRole("button", { name: more });
    const reachEnd = () => page.getByRole("list").last().evaluate(scrollToEnd);
    await expect.poll(async () => (await button.count()) === 1 || (await reachEnd()), WAIT).toBe(true);
    await button.scrollIntoViewIfNeeded();
    await expect.poll(() => state.asked, WAIT).toBeGreaterThan(0);
    await passFrames(page);
    expect(state.asked).toBeLessThanOrEqual(MOST);

    state.fails = false;
    const before = state.asked;
    await button.click();
    await expect.poll(() => state.asked, WAIT).toBeGreaterThan(before);
    await expect.poll(() => button.count(), WAIT).toBe(0);
    await page.close();
  });
});

/** Scrolls whatever scrolls around a list to its end. */
function scrollToEnd(list: Element): false {
  for (let part: Element | null = list; part; part = part.parentElement) part.scrollTop = part.scrollHeight;
  return false;
}
