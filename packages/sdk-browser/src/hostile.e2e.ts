import { describe, expect, test } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite } from "../test/use-site.ts";

/** A browser of 2020. */
const OLDER = `
    for (const one of [Array, String]) { delete one.prototype.at; delete one.prototype.replaceAll; }
    delete Array.prototype.findLast; delete Object.hasOwn; delete AbortSignal.timeout; delete AbortSignal.any;
    delete crypto.randomUUID; delete window.structuredClone;`;

/** What a page may have done to the browser before the client loads. */
const HOSTILE: Record<string, string> = {
  "Prototype.js gives all arrays and objects a toJSON": `
    Array.prototype.toJSON = function () { return "[array]"; };
    Object.prototype.toJSON = function () { return "[object]"; };`,
  "fetch throws every other time": `
    const original = window.fetch; let calls = 0;
    window.fetch = (...request) => { if (calls++ % 2 === 0) throw new TypeError("patched"); return original(...request); };`,
  "fetch answers nonsense at first": `
    const original = window.fetch; let calls = 0;
    window.fetch = (...request) => (calls++ < 2 ? [undefined, Promise.resolve({ status: "?" })][calls - 1] : original(...request));`,
  "storage, cookies and locks throw": `
    const refuse = { get() { throw new DOMException("refused", "SecurityError"); } };
    Object.defineProperty(window, "localStorage", refuse);
    Object.defineProperty(document, "cookie", { ...refuse, set: refuse.get });
    Object.defineProperty(navigator, "locks", refuse);`,
  "storage is full and reads rubbish": `
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    Storage.prototype.getItem = () => '{"not":["what', Array.prototype.map;`,
  "globals are frozen": `
    for (const one of [Object, Array, Function, String, Promise, Map, Set]) { Object.freeze(one); Object.freeze(one.prototype); }
    Object.freeze(history); Object.freeze(JSON); Object.freeze(Math);`,
  "getters of the page's surroundings throw": `
    const refuse = { get() { throw new Error("no"); } };
    for (const name of ["userAgent", "language", "doNotTrack", "globalPrivacyControl"]) Object.defineProperty(Navigator.prototype, name, refuse);
    for (const name of ["width", "height"]) Object.defineProperty(Screen.prototype, name, refuse);
    for (const name of ["title", "referrer"]) Object.defineProperty(Document.prototype, name, refuse);`,
  "no crypto, compression, encoder of dates or abort signals": `
    Object.defineProperty(window, "crypto", { value: undefined });
    delete window.CompressionStream; AbortSignal.timeout = undefined;
    Intl.DateTimeFormat = () => { throw new Error("no"); };`,
  "what came to browsers after 2020 is missing": OLDER,
  "timers and history are patched to throw now and then": `
    const { pushState } = history; let calls = 0;
    history.pushState = function (...state) { pushState.apply(this, state); if (calls++) throw new Error("router"); };`,
};

const GOOD = Array.from({ length: 10 }, (_, index) => `Good ${index}`);
/** Every call with inputs that nobody should pass, among good events. */
const CALLS = `
  const loop = []; loop.push(loop, { loop });
  const angry = new Proxy({}, { get() { throw new Error("trap"); }, ownKeys() { throw new Error("trap"); } });
  const bad = [undefined, null, 0, 1n, Symbol("s"), loop, angry, () => {}, new Date(NaN), document, "\\ud800"];
  for (const name of ["track", "identify", "page", "screen", "group", "alias", "use", "sendRecommendationFeedback", "init"]) {
    for (const one of bad) rapport[name](one, one, one);
  }
  for (const one of bad) {
    rapport.getRecommendations(one, one);
    rapport.push(one);
  }
  rapport.reset();
  for (let i = 0; i < 10; i++) rapport.track("Good " + i, { list: [1, [2]], nested: { at: new Date(0), big: 2n } });
  history.pushState({}, "", "?next");
  rapport.flush();`;

describe.skipIf(!chromiumPath)("a hostile page", () => {
  const { site, getContext, run, open, stored } = useSite();
  const goodEvents = () => site.messages.filter((message) => String(message.event).startsWith("Good"));

  test.each(Object.entries(HOSTILE))(
    "%s: nothing is thrown or left rejected, and good events arrive whole",
    async (_, script) => {
      await getContext().addInitScript(`
      window.rejections = [];
      addEventListener("unhandledrejection", (event) => rejections.push(String(event.reason)));
      ${script}`);
      site.pages.set(
        "/hostile",
        `<!doctype html><div data-rapport-slot="home"><template><b data-rapport-text="name"></b></template></div>
          <script src="/rapport.js" data-write-key="pk_test" data-auto-page data-parts="autocapture slots web-vitals experiments live"></script>`,
      );
      const page = await open("/hostile");
      await run(page, `(() => { try { ${CALLS} return ""; } catch (error) { return String(error.stack); } })()`).then(
        (error) => expect(error).toBe(""),
      );
      await expect
        .poll(() => new Set(goodEvents().map((message) => message.event)).size, { timeout: 20_000 })
        .toBe(GOOD.length);
      for (const { properties } of goodEvents())
        expect(properties).toEqual({ list: [1, [2]], nested: { at: "1970-01-01T00:00:00.000Z", big: "2" } });
      expect(await run(page, "rejections")).toEqual([]);
    },
  );

  test("in a browser of 2020 a card is told of once it was seen, and variants are asked for", async () => {
    await getContext().addInitScript(OLDER);
    const item = { name: "Lamp", url: "/item/a" };
    const recommendations = [{ itemId: "a", score: 1, item, explanation: { because: [] } }];
    site.recommendations = { decisionId: "dec_1", placement: "home", recommendations, degraded: [] };
    site.pages.set(
      "/older",
      `<!doctype html><div data-rapport-slot="home"><template><b data-rapport-text="name"></b></template></div>
        <script src="/rapport.js" data-write-key="pk_test" data-parts="slots experiments"></script>`,
    );
    const page = await open("/older");
    const shown = () => site.messages.filter(({ event }) => event === "Recommendation Shown").length;
    await expect.poll(shown, { timeout: 20_000 }).toBe(1);
    await expect
      .poll(() =>
        run(page, `performance.getEntriesByType("resource").some(({ name }) => name.includes("/assignments"))`),
      )
      .toBe(true);
  });

  test("rubbish that another script left under our keys harms nothing", async () => {
    await getContext().addInitScript(`
      for (const name of ["id", "session", "touch", "consent", "queue_x"]) localStorage["rapport_pk_test_" + name] = '{"a":[1';`);
    const page = await open("/");
    await run(page, `rapport.track("Good 0"); rapport.flush()`);
    await expect.poll(() => goodEvents().length, { timeout: 20_000 }).toBe(1);
    expect(await stored(page)).not.toContain("rapport_pk_test_queue_x");
  });
});
