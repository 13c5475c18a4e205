import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

const CARD = `<a data-rapport-href="url"><img data-rapport-src="imageUrl" data-rapport-alt="name" width="20" height="20">
  <b data-rapport-text="name"></b> <i data-rapport-text="price"></i> <small data-rapport-text="reason"></small></a>`;
const slot = (more: string) =>
  `<div id="slot" data-rapport-slot="home" ${more}><template>${CARD}</template><p>Best sellers</p></div>`;
/** A machine under load may take long for an answer. */
const SLOT = slot(`data-limit="3" data-timeout-ms="20000" data-category=""`);
const PARTS = `<script src="/rapport.js" data-write-key="pk_test" data-parts="slots"></script>`;

/** What a page of the documentation shows of a slot, with the client of this site. */
const readGuide = (file: string) =>
  [...readFileSync(new URL(file, import.meta.url), "utf8").matchAll(/^```html\n(.*?)^```$/gms)]
    .map((block) => block[1] ?? "")
    .filter((code) => code.includes("data-rapport-slot"))
    .join("")
    .replace(/<script src=[\s\S]*?<\/script>/, "");
const FLOW_ROOT = "<style>[data-rapport-slot] { display: flow-root }</style>";
const TALL = slot("").replace("<p>", `<p style="height:60px">`);

const recommend = (itemId: string, item: object | null = {}) => ({
  itemId,
  score: 1,
  position: 0,
  explanation: { text: `Because of ${itemId}`, because: [], generators: {} },
  item: item && {
    id: itemId,
    name: `Item ${itemId}`,
    url: `/item/${itemId}`,
    imageUrl: null,
    priceCents: 1250,
    currency: "USD",
    ...item,
  },
});

describe.skipIf(!chromiumPath)("recommendation slots in a browser", () => {
  const { site, getContext, run, open } = useSite();
  const cards = (page: Page) =>
    run(
      page,
      `[...document.querySelectorAll("#slot > a")].map((card) => card.textContent.replace(/\\s+/g, " ").trim())`,
    );
  const state = (page: Page) => run(page, `document.querySelector("#slot").dataset.rapportState`);
  const answer = (...recommendations: unknown[]) => {
    site.recommendations = { decisionId: "dec_1", placement: "home", recommendations, degraded: [] };
  };
  const feedback = () => site.messages.map((message) => [message.event, message.properties]);

  beforeAll(() => {
    site.pages.set("/slot", `<!doctype html><title>Slot</title>${PARTS}${SLOT}<p id="below">Below</p>`);
    site.pages.set("/item/a", "<!doctype html><title>Item</title>");
  });

  test("a slot shows one card per recommendation, and reports what was seen and what was clicked", async () => {
    answer(recommend("a"), recommend("b"));
    const page = await open("/slot");
    await vi.waitFor(async () => expect(await state(page)).toBe("ready"), WAIT);
    expect(await cards(page)).toEqual(["Item a $12.50 Because of a", "Item b $12.50 Because of b"]);
    await vi.waitFor(() => expect(feedback()).toHaveLength(2), WAIT);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
    expect(await run(page, `axe.run("#slot").then(({ violations }) => violations.map(({ id }) => id))`)).toEqual([]);
    await page.click("#slot > a", { button: "right" }); // looks at what could be done with the link, and is no click
    await page.click("#slot > a");
    await vi.waitFor(() => expect(feedback()).toHaveLength(3), WAIT);
    const properties = (itemId: string) => ({ decisionId: "dec_1", placement: "home", items: [itemId] });
    const expected = [
      ["Recommendation Shown", properties("a")],
      ["Recommendation Shown", properties("b")],
      ["Recommendation Clicked", properties("a")],
    ];
    // Cards that come into view together are reported in any order.
    expect(feedback()).toEqual(expect.arrayContaining(expected));
    expect(feedback().at(-1)).toEqual(expected.at(-1));
    const query = site.requests.find((request) => request.path.endsWith("/query") && request.method === "POST");
    expect(JSON.parse(query?.body ?? "")).toEqual({
      anonymousId: expect.any(String),
      placement: "home",
      limit: 3,
    });
  });

  describe.each([
    ["the quick start", readGuide("../README.md")],
    ["the guide's page", readGuide("../../../docs/guide/web-page.md")],
    ["a fallback as tall as the cards", FLOW_ROOT + TALL],
  ])("%s", (_, markup) => {
    test.each([
      ["with cards", "ready", [recommend("a"), recommend("b"), recommend("c")]],
      ["without an answer", "fallback", []],
    ])("moves nothing below the slot, %s", async (_name, end, recommendations) => {
      answer(...recommendations);
      await getContext().addInitScript(`
        window.shift = 0;
        window.observer = new PerformanceObserver((list) => window.addShifts(list.getEntries()));
        window.addShifts = (entries) => { for (const entry of entries) shift += entry.value; };
        observer.observe({ type: "layout-shift", buffered: true });`);
      site.pages.set("/guide", `<!doctype html><title>Shop</title>${markup}<p id="below">Below</p>`);
      const page = await open("/guide");
      const before = await run(page, `document.querySelector("#below").getBoundingClientRect().top`);
      await run(page, `document.querySelector("[data-rapport-slot]").dataset.timeoutMs = 20_000`);
      for (const name of ["rapport.js", "rapport.slots.js"]) await page.addScriptTag({ url: `/${name}` });
      await run(page, `rapport.init({ writeKey: "pk_test", host: location.origin })`);
      await page.waitForSelector(`[data-rapport-state=${end}]`, WAIT);
      await run(page, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      expect(await run(page, `document.querySelector("#below").getBoundingClientRect().top`)).toBe(before);
      expect(await run(page, "addShifts(observer.takeRecords()); shift")).toBe(0);
    });
  });

  test("what a catalog says is text: no markup, no script address, and an item without a page has no card", async () => {
    answer(
      recommend("a", { name: `<img src=x onerror="window.hacked = 1">` }),
      recommend("b", { url: "javascript:window.hacked=1" }),
      recommend("c", { url: "data:text/html,<script>1</script>", imageUrl: "javascript:1" }),
      recommend("d", { imageUrl: " java\tscript:window.hacked=1" }),
      recommend("e", null),
    );
    const page = await open("/slot");
    await vi.waitFor(async () => expect(await state(page)).toBe("ready"), WAIT);
    expect(await cards(page)).toEqual([expect.stringContaining("<img src=x"), expect.stringContaining("Item d")]);
    expect(await run(page, `[window.hacked, document.querySelectorAll("#slot img[src]").length]`)).toEqual([
      undefined,
      0,
    ]);
  });

  test("no answer in time: the fallback stays, and a late answer changes nothing", async () => {
    answer(recommend("a"));
    site.pages.set("/late", `<!doctype html><script src="/rapport.js" data-write-key="pk_test"></script>${slot("")}`);
    const late = Promise.withResolvers<void>();
    await getContext().route("**/recommendations/query", async (route) => {
      await late.promise;
      await route.continue();
    });
    await getContext().addInitScript(`
      window.budgets = [];
      const startTimer = setTimeout;
      window.setTimeout = (...call) => { budgets.push(call[1]); return startTimer(...call); };`);
    const page = await open("/late");
    await page.addScriptTag({ url: "/rapport.slots.js" });
    await vi.waitFor(async () => expect(await state(page)).toBe("fallback"), WAIT);
    expect(await run(page, "budgets")).toContain(300);
    late.resolve();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect([await cards(page), await run(page, `document.querySelector("#slot p").textContent`)]).toEqual([
      [],
      "Best sellers",
    ]);
  });

  test("a slot that a single-page application adds later is filled too", async () => {
    answer(recommend("a"));
    const page = await open("/slot");
    await vi.waitFor(async () => expect(await state(page)).toBe("ready"), WAIT);
    await run(
      page,
      `
      const later = document.querySelector("#slot").cloneNode(true);
      later.id = "later"; delete later.dataset.rapportState; document.body.append(later);`,
    );
    await vi.waitFor(
      async () => expect(await run(page, `document.querySelectorAll("#later > a").length`)).toBe(1),
      WAIT,
    );
  });
});
