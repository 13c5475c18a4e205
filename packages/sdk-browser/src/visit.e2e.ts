import { describe, expect, test, vi } from "vitest";
import { chromiumPath } from "../test/open-browser.ts";
import { useSite, WAIT } from "../test/use-site.ts";

describe.skipIf(!chromiumPath)("visits, touches and transport in a browser", () => {
  const { site, getContext, run, open, start, expectEvents, find } = useSite();
  const sessionOf = (event: string) => Reflect.get(Object(find(event)?.context), "sessionId");

  test("a visit spans tabs, ends after 30 minutes without events in any of them, and at reset", async () => {
    await getContext().addInitScript(`
      const now = Date.now; window.later = 0; Date.now = () => now() + window.later * 60_000;`);
    const first = await open("/");
    const second = await open("/");
    await run(first, `rapport.track("A")`);
    await run(second, `rapport.track("B"); later = 20; rapport.track("C"); later = 45; rapport.track("D")`);
    // What one tab writes another sees a moment later; here 15 minutes pass within that moment.
    const kept = "localStorage.rapport_pk_test_session";
    await vi.waitFor(async () => expect(await run(first, kept)).toBe(await run(second, kept)), WAIT);
    await run(
      first,
      `later = 60; rapport.track("E"); later = 91; rapport.track("F"); rapport.reset(); rapport.track("G")`,
    );
    await expectEvents(["A", "B", "C", "D", "E", "F", "G"]);
    const [a, b, c, d, e, f, g] = ["A", "B", "C", "D", "E", "F", "G"].map(sessionOf);
    expect([b, c, d, e]).toEqual([a, a, a, a]);
    expect(new Set([a, f, g]).size).toBe(3);
  });

  test("first and last touch: campaign, click id and referrer; a page without them changes neither", async () => {
    const page = await open("/?utm_source=news&utm_campaign=spring&gclid=g1");
    await run(page, `rapport.track("One")`);
    await page.goto(site.origin, { referer: "https://search.example/?q=kettle" });
    await run(page, `rapport.track("Two")`);
    await page.goto(site.origin);
    await run(page, `rapport.track("Three"); history.pushState({}, "", "/?utm_source=later"); rapport.track("Four")`);
    await expectEvents(["One", "Two", "Three", "Four"]);
    const first = {
      campaign: { source: "news", name: "spring" },
      clickIds: { gclid: "g1" },
      landing: `${site.origin}/`,
    };
    expect(find("One")?.context).toMatchObject({ clickIds: { gclid: "g1" }, attribution: { first, last: first } });
    expect(find("Three")?.context).toMatchObject({
      attribution: { first, last: { referrer: "https://search.example/?q=kettle" } },
    });
    expect(find("Three")?.context).not.toHaveProperty("campaign");
    expect(find("Four")?.context).toMatchObject({ campaign: { source: "later" } });
  });

  test("click ids of every network are told from other parameters", async () => {
    const ids =
      "gclid dclid yclid fbclid ttclid twclid msclkid gbraid wbraid igshid li_fat_id rdt_cid ScCid mc_cid epik";
    const clickIds = Object.fromEntries(ids.split(" ").map((name, at) => [name, `c${at}`]));
    const others = { clid: "1", gclids: "2", mc_eid: "3", mscl: "4" };
    const page = await open(`/?${new URLSearchParams({ ...clickIds, ...others })}`);
    await run(page, `rapport.track("One")`);
    await expectEvents(["One"]);
    expect(Object(find("One")?.context).clickIds).toEqual(clickIds);
  });

  test("the time zone comes without the browser's tables of languages, where it can", async () => {
    await getContext().addInitScript("delete Intl.DateTimeFormat");
    const page = await open("/");
    await run(page, `rapport.track("A")`);
    await expectEvents(["A"]);
    const isCheap = await run(page, `typeof Temporal === "object"`);
    expect(find("A")?.context).toMatchObject(isCheap ? { timezone: expect.any(String) } : { locale: "en-US" });
  });

  test("the device is looked at when the client starts, and once for each address, not by each call", async () => {
    await getContext().addInitScript(`
      window.looks = 0;
      Object.defineProperty(screen, "width", { get() { looks++; return looks; } });`);
    const page = await open("/");
    expect(await run(page, "looks")).toBe(1);
    await run(page, `rapport.track("A"); rapport.track("B"); history.pushState({}, "", "/turned"); rapport.track("C")`);
    await expectEvents(["A", "B", "C"]);
    expect(["A", "B", "C"].map((event) => find(event)?.context)).toMatchObject([
      { screen: { width: 1 }, page: { path: "/" } },
      { screen: { width: 1 }, page: { path: "/" } },
      { screen: { width: 2 }, page: { path: "/turned" } },
    ]);
  });

  test("two clients on a page keep their visitors, their queues and their keys apart", async () => {
    const page = await start("{}");
    await run(
      page,
      `
      window.second = rapport.createRapport();
      second.init({ writeKey: "pk_second", host: location.origin });
      rapport.identify("u1"); rapport.track("A"); second.track("B"); second.consent("denied"); rapport.track("C");`,
    );
    await expectEvents(["undefined", "A", "C"]);
    expect(find("A")?.userId).toBe("u1");
    expect(await run(page, "second.anonymousId() !== rapport.anonymousId()")).toBe(true);
    expect(site.requests.every((request) => !request.body.includes("pk_second"))).toBe(true);
  });

  test("large bodies travel compressed; a server that takes no gzip gets them plain", async () => {
    const page = await open("/");
    await run(page, `for (let i = 0; i < 20; i++) rapport.track("E" + i, { text: "a".repeat(500) }); rapport.flush()`);
    expect(site.requests.at(-1)).toMatchObject({ encoding: "gzip", contentType: "text/plain" });
    site.clear();
    site.refusesGzip = true;
    await run(page, `for (let i = 0; i < 20; i++) rapport.track("F" + i, { text: "a".repeat(500) }); rapport.flush()`);
    expect(site.requests.map((request) => request.encoding)).toEqual(["gzip", undefined]);
    expect(site.events()).toHaveLength(20);
  });

  test("more than a page may send while it goes away: the rest is kept and arrives with the next page", async () => {
    const page = await open("/");
    const names = Array.from({ length: 90 }, (_, index) => `Big ${index}`);
    await run(
      page,
      `for (let i = 0; i < 90; i++) rapport.track("Big " + i, { text: "a".repeat(1_000) }); location.href = "/empty"`,
    );
    await vi.waitFor(() => expect(site.events().length).toBeGreaterThan(0), WAIT);
    await open("/");
    await expectEvents(names);
  });

  test("a browser that cannot keep requests alive sends beacons while the page goes away", async () => {
    await getContext().addInitScript(`
      delete Request.prototype.keepalive;
      const original = window.fetch;
      window.fetch = (url, init) => original(url, { ...init, keepalive: false });`);
    const page = await open("/");
    await run(page, `rapport.track("Last words"); location.href = "/empty"`);
    await expectEvents(["Last words"]);
    // A page's own beacon, as the browser sends it.
    const beacon = site.requests.find(({ path }) => path === "/beacon/v1/batch");
    expect(beacon).toMatchObject({ method: "POST", contentType: "text/plain;charset=UTF-8" });
  });

  test("of five tabs three are killed while the server is down: all events arrive, each id once after de-duplication", async () => {
    site.status = 503;
    const pages = await Promise.all([0, 1, 2, 3, 4].map(() => open("/")));
    for (const [index, page] of pages.entries()) await run(page, `rapport.track("Tab ${index}")`);
    await vi.waitFor(() => expect(site.requests.length).toBeGreaterThan(4), WAIT);
    for (const page of pages.slice(0, 3)) await page.close();
    site.status = 200;
    await expectEvents([0, 1, 2, 3, 4].map((index) => `Tab ${index}`));
  });

  test("what a dying page wrote after its queue was adopted is adopted, too, and what came late again is not sent again", async () => {
    const pages = [await open("/"), await open("/"), await open("/")];
    const dying = await open("/empty");
    // As a renderer under load does it: the lock is gone, the last write becomes visible later.
    const write = async (...events: string[]) => {
      const lines = events.map((event) => JSON.stringify({ type: "track", event, messageId: `m-${event}` }));
      await run(dying, `localStorage.rapport_pk_test_queue_dying = ${JSON.stringify(lines.join("\n"))}`);
      await vi.waitFor(() => expect(site.events()).toEqual(expect.arrayContaining(events)), WAIT);
    };
    const expectTaken = () =>
      vi.waitFor(async () => {
        for (const page of pages) expect(await run(page, "localStorage.rapport_pk_test_queue_dying")).toBeUndefined();
      }, WAIT);
    await write("First");
    await write("First", "Last");
    await expectTaken();
    // The emptying, too, becomes visible later.
    await write("First", "Last");
    await expectTaken();
    for (const page of pages) await run(page, "rapport.flush()");
    expect(site.messages.map(({ event }) => event).sort()).toEqual(["First", "Last"]);
  });

  test("replaceState is a new page when the path changes, and none when only the search does", async () => {
    const page = await start(`{ autoPage: true }`);
    await run(page, `history.replaceState({}, "", "/bare?step=2"); new Promise((done) => setTimeout(done, 20))`);
    await run(page, `history.replaceState({}, "", "/home"); new Promise((done) => setTimeout(done, 20))`);
    await run(page, `rapport.flush()`);
    expect(site.messages.map((message) => Reflect.get(Object(message.properties), "path"))).toEqual(["/bare", "/home"]);
  });
});
