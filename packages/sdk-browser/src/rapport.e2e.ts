import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { chromiumPath, closeContext, openBrowser } from "../test/open-browser.ts";
import { TrackingSite } from "../test/tracking-site.ts";
import { SNIPPET } from "./snippet.ts";

const site = new TrackingSite();
const NAMES = Array.from({ length: 20 }, (_, index) => `Event ${index}`);
const TRACK_20 = `for (let i = 0; i < 20; i++) rapport.track("Event " + i, { i });`;
const TAG = `<script src="/rapport.js" data-write-key="pk_test"></script>`;
const WAIT = { timeout: 20_000, interval: 30 };

let browser: Browser;
let context: BrowserContext;
let pageErrors: string[] = [];

describe.skipIf(!chromiumPath)("the built script in a browser", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    site.pages.set("/", `<!doctype html><title>Home</title>${TAG}`);
    site.pages.set("/empty", "<!doctype html><title>Elsewhere</title>");
    site.pages.set("/leave", `<!doctype html>${TAG}<script>${TRACK_20} location.href = "/empty";</script>`);
    site.pages.set("/auto", `<!doctype html><title>Auto</title>${TAG.replace("data-w", "data-auto-page data-w")}`);
    const async = TAG.replace("><", " async><");
    const calls = `rapport.identify("u1", { plan: "pro" }); rapport.track("Early", { a: 1n }); rapport.push(["track", "Pushed"]);`;
    site.pages.set("/snippet", `<!doctype html><script>${SNIPPET}</script><script>${calls}</script>${async}`);
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    // On a port of its own: a request that outlived its page may come as late as in the next test.
    await site.start();
    site.clear();
    pageErrors = [];
    context = await browser.newContext();
  });
  afterEach(async () => {
    await closeContext(context);
    await site.stop();
    expect(pageErrors).toEqual([]);
  });

  async function open(path: string): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => pageErrors.push(String(error)));
    await page.goto(site.origin + path);
    return page;
  }

  const expectAll = () => vi.waitFor(() => expect(site.events().sort()).toEqual([...NAMES].sort()), WAIT);
  const queues = (page: Page) => run(page, `Object.keys(localStorage).filter((key) => key.includes("queue"))`);
  const run = (page: Page, source: string) => page.evaluate(source);

  test("20 events and a navigation in the same task: all arrive, though nobody comes back to a page with the client", async () => {
    await open("/leave");
    await expectAll();
  });

  test("events tracked while the server is down survive the tab and are adopted by the next one", async () => {
    site.status = 503;
    const page = await open("/");
    await run(page, TRACK_20);
    await vi.waitFor(() => expect(site.requests.length).toBeGreaterThan(0), WAIT);
    await page.close();
    site.status = 200;
    await open("/");
    await expectAll();
  });

  test("tracking unreachable, reload, reachable: all arrive and nothing stays behind", async () => {
    site.status = 0;
    const page = await open("/");
    await run(page, TRACK_20);
    await page.reload();
    await vi.waitFor(() => expect(site.requests.length).toBeGreaterThan(1), WAIT);
    expect(site.events()).toEqual([]);
    site.status = 200;
    await run(page, `dispatchEvent(new Event("online"))`);
    await expectAll();
    await vi.waitFor(async () => expect(await queues(page)).toEqual([]), WAIT);
  });

  test("offline, then online on the same page: all arrive without another event", async () => {
    const page = await open("/");
    await context.setOffline(true);
    await run(page, TRACK_20);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(site.events()).toEqual([]);
    await context.setOffline(false);
    await expectAll();
  });

  test("offline, tab closed, opened again online: all arrive", async () => {
    const page = await open("/");
    await context.setOffline(true);
    await run(page, TRACK_20);
    // With its unload events, as when a visitor closes a tab.
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    await context.setOffline(false);
    await open("/");
    await expectAll();
  });

  test("the queue of a living tab is left alone, that of a closed one is adopted at once", async () => {
    site.status = 503;
    const first = await open("/");
    await run(first, TRACK_20);
    const second = await open("/");
    expect(await queues(second)).toHaveLength(1);
    site.status = 200;
    await first.close();
    await expectAll();
    await vi.waitFor(async () => expect(await queues(second)).toEqual([]), WAIT);
  });

  test("storage and cookies that throw: events are delivered, nothing is thrown", async () => {
    await context.addInitScript(`
      const refuse = { get() { throw new DOMException("refused", "SecurityError"); } };
      Object.defineProperty(window, "localStorage", refuse);
      Object.defineProperty(document, "cookie", { ...refuse, set: refuse.get });
      Object.defineProperty(navigator, "locks", refuse);`);
    const page = await open("/");
    await run(page, TRACK_20);
    await expectAll();
  });

  test("no crypto, no locks, no timezone: still 20 of 20 with distinct ids", async () => {
    await context.addInitScript(`
      Object.defineProperty(window, "crypto", { value: undefined });
      Object.defineProperty(navigator, "locks", { value: undefined });
      Intl.DateTimeFormat = () => { throw new Error("no"); };`);
    await run(await open("/"), TRACK_20);
    await expectAll();
    expect(new Set(site.messages.map((message) => message.messageId)).size).toBe(20);
  });

  test("without localStorage the visitor is kept in a first-party cookie", async () => {
    await context.addInitScript(`Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } });`);
    const page = await open("/");
    const id = await run(page, "rapport.anonymousId()");
    await page.reload();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await run(page, "rapport.anonymousId()")).toBe(id);
  });

  test("values that JSON cannot hold spoil neither their event nor its neighbours", async () => {
    const page = await open("/");
    await run(
      page,
      `const loop = {}; loop.self = loop;
       rapport.track("Bad", { big: 10n, loop, get angry() { throw new Error("no"); }, fine: 1 }); ${TRACK_20}`,
    );
    await vi.waitFor(() => expect(site.events()).toHaveLength(21), WAIT);
    expect(site.messages.find((message) => message.event === "Bad")?.properties).toEqual({
      big: "10",
      loop: {},
      fine: 1,
    });
  });

  test("the async tag with the snippet replays early calls in order, under the ids of their time", async () => {
    await open("/snippet");
    await vi.waitFor(() => expect(site.messages).toHaveLength(3), WAIT);
    expect(site.messages).toMatchObject([
      { type: "identify", userId: "u1", traits: { plan: "pro" } },
      { type: "track", event: "Early", userId: "u1", properties: { a: "1" } },
      { type: "track", event: "Pushed", userId: "u1" },
    ]);
    const [request] = site.requests;
    expect(request).toMatchObject({ method: "POST", path: "/v1/batch", contentType: "text/plain" });
    expect(JSON.parse(request?.body ?? "")).toMatchObject({ writeKey: "pk_test", sentAt: expect.any(String) });
  });

  test("the context tells page, campaign, device, library and one session over pages", async () => {
    const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    const page = await open("/?utm_source=news&utm_campaign=spring");
    await run(page, `rapport.track("One")`);
    await page.goto(site.origin);
    await run(page, `rapport.track("Two")`);
    await vi.waitFor(() => expect(site.events()).toHaveLength(2), WAIT);
    const [one, two] = ["One", "Two"].map((name) => site.messages.find((message) => message.event === name));
    expect(one).toMatchObject({
      context: {
        page: { path: "/", title: "Home", search: "?utm_source=news&utm_campaign=spring" },
        campaign: { source: "news", name: "spring" },
        library: { name, version },
        locale: expect.any(String),
        timezone: expect.any(String),
        userAgent: expect.stringContaining("Chrome"),
        screen: { width: expect.any(Number) },
      },
    });
    const sessionOf = (message: typeof one) => Reflect.get(Object(message?.context), "sessionId");
    expect(sessionOf(one)).toMatch(/^[0-9a-f-]{36}$/);
    expect(sessionOf(two)).toBe(sessionOf(one));
    expect(two?.anonymousId).toBe(one?.anonymousId);
  });

  test("identify, a second user and reset: each event keeps the ids of its moment", async () => {
    const page = await open("/");
    await run(
      page,
      `rapport.track("A"); rapport.identify("u1"); rapport.track("B"); rapport.identify("u2"); rapport.track("C");
       rapport.reset(); rapport.track("D"); rapport.alias("u3", "u1"); rapport.group("g1", { size: 2 });`,
    );
    await run(page, "rapport.flush()");
    const [a, , b, , c, d, alias, group] = site.messages;
    expect([a?.userId, b?.userId, c?.userId, d?.userId]).toEqual([undefined, "u1", "u2", undefined]);
    expect(b?.anonymousId).toBe(a?.anonymousId);
    expect(new Set([a, c, d].map((message) => message?.anonymousId)).size).toBe(3);
    expect(alias).toMatchObject({ type: "alias", userId: "u3", previousId: "u1" });
    expect(group).toMatchObject({ type: "group", groupId: "g1", traits: { size: 2 } });
  });

  test("automatic page views: the first page and each new address once, not when replaceState corrects it", async () => {
    const page = await open("/auto");
    await run(
      page,
      `history.pushState({}, "", "/auto/2"); document.title = "Second"; history.replaceState({}, "", "/auto/2?x=1");`,
    );
    await vi.waitFor(() => expect(site.messages).toHaveLength(2), WAIT);
    await run(page, `history.pushState({}, "", "/auto/2?x=1")`);
    await page.goBack();
    await page.goBack();
    await run(page, "rapport.flush()");
    expect(site.messages.map((message) => message.properties)).toMatchObject([
      { path: "/auto", title: "Auto" },
      { path: "/auto/2", title: "Second" },
      { path: "/auto" },
    ]);
  });

  test("a page view has the title of its page, which a framework that streams pages sets a moment later", async () => {
    const page = await open("/auto");
    for (const [number, ms] of [20, 400].entries()) {
      const stream = `document.title = ""; setTimeout(() => { document.title = "Streamed ${ms}"; }, ${ms})`;
      await run(page, `history.pushState({}, "", "/auto/${ms}"); ${stream}`);
      await vi.waitFor(() => expect(site.messages).toHaveLength(number + 2), WAIT);
      expect(site.messages[number + 1]?.properties).toMatchObject({ path: `/auto/${ms}`, title: `Streamed ${ms}` });
    }
  });

  test("a page that has no title is seen as well", async () => {
    const page = await open("/auto");
    await run(page, `history.pushState({}, "", "/auto/4"); document.title = ""`);
    await vi.waitFor(() => expect(site.messages).toHaveLength(2), WAIT);
    expect(site.messages[1]?.properties).toMatchObject({ path: "/auto/4", title: "" });
  });

  test("recommendations follow the events before them; feedback is an event", async () => {
    const page = await open("/");
    const ask = `rapport.track("Product Viewed"); rapport.getRecommendations({ placement: "home", limit: 3 })`;
    const anonymousId = await run(page, "rapport.anonymousId()");
    let asked = 0;
    // On a crowded machine an answer may take longer than the budget for freshness; then the next must do.
    await vi.waitFor(async () => {
      asked++;
      expect(await run(page, ask)).toEqual(site.recommendations);
      const query = site.requests.findLast((request) => request.method === "POST" && request.path.endsWith("/query"));
      expect(JSON.parse(query?.body ?? "")).toEqual({ anonymousId, after: `o${asked}`, placement: "home", limit: 3 });
    }, WAIT);
    await run(
      page,
      `marketingSDK.sendRecommendationFeedback({ decisionId: "dec_1", action: "shown", itemIds: ["i1"] })`,
    );
    await vi.waitFor(() => expect(site.messages.at(-1)).toMatchObject({ event: "Recommendation Shown" }), WAIT);
  });

  test("no answer: recommendations are empty within the budget", async () => {
    const page = await open("/");
    await page.route("**/recommendations/query", () => {});
    const got = await run(page, `rapport.getRecommendations({}, { timeoutMs: 200 })`);
    expect(got).toEqual({ decisionId: "", placement: "default", recommendations: [], degraded: [] });
  });

  test("marketingSDK.init({ apiKey, host }) starts the client, and rejected events are reported", async () => {
    site.pages.set("/seed", `<!doctype html><script src="/rapport.js"></script>`);
    site.rejectedEvents.add("Unwanted");
    const page = await open("/seed");
    await run(
      page,
      `marketingSDK.track("Before");
       marketingSDK.init({ apiKey: "pk_seed", host: location.origin + "/", onError: (error) => (window.problem = error) });
       marketingSDK.track("Unwanted"); marketingSDK.flush()`,
    );
    expect(site.events()).toEqual(["Before"]);
    expect(JSON.parse(site.requests[0]?.body ?? "").writeKey).toBe("pk_seed");
    expect(await run(page, "problem")).toMatchObject({ code: "event_rejected", rejected: { code: "invalid_value" } });
  });
});
