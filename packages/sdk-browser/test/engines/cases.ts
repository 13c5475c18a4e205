import assert from "node:assert/strict";
import type { TrackingSite } from "../tracking-site.ts";
import type { Tab } from "./engine.ts";

/** What a case has: a site of its own, so nothing that another one stored, and tabs of one profile. */
export type Lab = {
  site: TrackingSite;
  open(path: string): Promise<Tab>;
  /** Goes away from the page in the task that does this. */
  leave(tab: Tab, source: string): Promise<void>;
  /** Waits until this holds; answers whether it came to hold. */
  until(holds: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<boolean>;
};

const EVENTS = 20;
const track = (from = 0, to = EVENTS) => `for (let i = ${from}; i < ${to}; i++) rapport.track("Event " + i, { i });`;
const arrived = ({ messages }: TrackingSite) =>
  new Set(messages.filter(({ event }) => event?.startsWith("Event ")).map(({ messageId }) => messageId)).size;
const STORED = `[...Object.keys(localStorage), ...document.cookie.split("; ").filter(Boolean)]`;

/** What the client promises in every browser. A case throws where a promise does not hold. */
export const CASES: Record<string, (lab: Lab) => Promise<void>> = {
  async "calls before and after the script has loaded"({ site, open, until }) {
    const tab = await open("/queued");
    await tab.run(`rapport.track("Later")`);
    assert(await until(() => site.messages.length === 2), "both calls arrive");
    assert.deepEqual(site.events(), ["Early", "Later"]);
    const id = await tab.run("rapport.anonymousId()");
    await tab.go(`${site.origin}/`);
    assert.equal(await tab.run("rapport.anonymousId()"), id);
  },
  async "page views of a single-page application"({ site, open, until }) {
    const tab = await open("/auto");
    await tab.run(`history.pushState({}, "", "/two"); document.title = "Two"`);
    assert(await until(() => site.messages.length === 2), "the second page counts");
    await tab.run("history.back()");
    assert(await until(() => site.messages.length === 3), "going back counts");
    const pages = site.messages.map(({ properties }) => Object(properties));
    assert.deepEqual(pages.map(({ path, title }) => [path, title]).slice(0, 2), [
      ["/auto", "Auto"],
      ["/two", "Two"],
    ]);
  },
  async "20 calls and a navigation in one task"({ site, open, leave, until }) {
    await leave(await open("/"), `${track()} location.href = "/empty"`);
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
  },
  async "the tab is closed after 20 calls"({ site, open, until }) {
    const tab = await open("/");
    await tab.run(track());
    await tab.close();
    // What a browser did not let out comes with the next page.
    if (!(await until(() => arrived(site) === EVENTS, 2_000))) await open("/");
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
  },
  async "no network, the tab is closed, the next page has one"({ site, open, until }) {
    const tab = await open("/");
    await site.stop();
    await tab.run(track());
    await new Promise((resolve) => setTimeout(resolve, 800));
    await tab.close();
    await site.start(site.port);
    await open("/");
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
  },
  async "the server fails for a while, the page stays"({ site, open, until }) {
    site.status = 503;
    const tab = await open("/");
    await tab.run(track());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    site.status = 200;
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
  },
  async "two tabs are one visitor; one is closed while the server fails"({ site, open, until }) {
    site.status = 503;
    const [one, other] = [await open("/"), await open("/")];
    assert.equal(await one.run("rapport.anonymousId()"), await other.run("rapport.anonymousId()"));
    await one.run(track(0, 10));
    await other.run(track(10));
    await one.close();
    site.status = 200;
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
    assert.equal(new Set(site.messages.map(({ event }) => event)).size, EVENTS);
  },
  async "storage and cookies are blocked"({ site, open, leave, until }) {
    const tab = await open("/blocked");
    await tab.run(track(0, 10));
    await leave(tab, `${track(10)} location.href = "/empty"`);
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
  },
  async "nothing before consent, nothing kept after a refusal"({ site, open, until }) {
    const tab = await open("/bare");
    await tab.run(`rapport.init({ writeKey: "pk_test", host: location.origin, consent: "pending" }); ${track()}`);
    await new Promise((resolve) => setTimeout(resolve, 800));
    assert.deepEqual([await tab.run(STORED), site.requests.length], [[], 0]);
    await tab.run(`rapport.consent("granted")`);
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
    await tab.run(`rapport.consent("denied")`);
    assert.deepEqual(await tab.run(STORED), ["rapport_pk_test_consent"]);
  },
  async "a slot is filled, seen and clicked"({ site, open, until }) {
    site.recommendations = RECOMMENDATIONS;
    const tab = await open("/slot");
    const state = () => tab.run(`document.querySelector("#slot").dataset.rapportState`);
    assert(await until(async () => (await state()) === "ready"), "the slot is filled");
    assert.equal(await tab.run(`document.querySelector("#slot > a").textContent`), "Kettle");
    assert(await until(() => site.events().includes("Recommendation Shown")), "its view is told");
    await tab.run(`document.querySelector("#slot > a").click()`);
    assert(await until(() => site.events().includes("Recommendation Clicked")), "its click is told");
  },
  async "large bodies travel compressed"({ site, open, until }) {
    const tab = await open("/");
    await tab.run(`for (let i = 0; i < ${EVENTS}; i++) rapport.track("Event " + i, { text: "x".repeat(900) })`);
    assert(await until(() => arrived(site) === EVENTS), `${arrived(site)} arrive`);
    assert.equal(site.requests.find(({ path }) => path.endsWith("/batch"))?.encoding, "gzip");
  },
};

const RECOMMENDATIONS = {
  decisionId: "dec_1",
  placement: "home",
  degraded: [],
  recommendations: [
    {
      itemId: "kettle",
      score: 1,
      position: 0,
      explanation: { text: "Often bought", because: [], generators: {} },
      item: { id: "kettle", name: "Kettle", url: "#kettle", imageUrl: null, priceCents: null, currency: null },
    },
  ],
};
