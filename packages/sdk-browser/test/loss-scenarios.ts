import type { Browser, BrowserContext, Page } from "playwright-core";
import { closeContext } from "./open-browser.ts";
import type { TrackingSite } from "./tracking-site.ts";

/** Seven ways in which clients were found to lose events, the same for each of them. */
export const SEVEN = [
  "navigation in the next task",
  "navigation in the same task",
  "left 20 ms after it loaded",
  "closed at once",
  "offline, closed, opened again",
  "server away for 5 s",
  "offline for 3 s",
] as const;
/** Ways that chance makes harder: how many events, how long, and what of it goes wrong. */
const BY_CHANCE = [
  "refresh",
  "close",
  "navigation",
  "offline, then online",
  "server down, then up",
  "two tabs, one killed",
  "storage blocked",
] as const;
export const LOSS_SCENARIOS = [...SEVEN, ...BY_CHANCE];
export type LossScenario = (typeof LOSS_SCENARIOS)[number];

export const EVENTS = 20;
const PATIENCE_MS = 25_000;
/** A guard against hanging: what a busy machine takes to load a page is no matter of the client. */
const LOAD_MS = 120_000;
const BLOCK_STORAGE = `
  const refuse = { get() { throw new DOMException("refused", "SecurityError"); } };
  Object.defineProperty(window, "localStorage", refuse);
  Object.defineProperty(document, "cookie", { ...refuse, set: refuse.get });`;

export type LossResult = {
  scenario: LossScenario;
  /** Events that the server has, each counted once. */
  delivered: number;
  /** Events that have more than one messageId: copies that no server could drop. */
  doubled: number;
  /** Copies on the wire that the server drops by messageId. */
  resent: number;
};

/** A site that is also the tracking server of the client in its pages. */
export type LossSite = Pick<TrackingSite, "origin" | "status" | "clear"> & {
  readonly messages: readonly { messageId: string; event?: string }[];
};

type Lab = {
  site: LossSite;
  context: BrowserContext;
  open(path?: string): Promise<Page>;
  /** Tracks these events in one task of the page. */
  track(page: Page, from: number, to: number, then?: string): Promise<unknown>;
  /** Tracks all as soon as the page's next document is parsed, and then that, as if the page itself did it. */
  trackWhileLoading(page: Page, then: string): Promise<unknown>;
  /** A moment of chance, up to so many milliseconds. */
  pause(upToMs: number): Promise<unknown>;
  random(): number;
};

let runs = 0;

/** Runs one scenario in a context of its own, with moments that the random numbers decide. */
export async function runLossScenario(
  scenario: LossScenario,
  browser: Browser,
  site: LossSite,
  random: () => number,
): Promise<LossResult> {
  site.clear();
  // Copies of an earlier run may still arrive: each run knows its own.
  const mark = `Run ${++runs} Event `;
  const context = await browser.newContext();
  const open = async (path = "/") => {
    const page = await context.newPage();
    await page.goto(site.origin + path, { timeout: LOAD_MS });
    return page;
  };
  const calls = (from: number, to: number) =>
    `for (let i = ${from}; i < ${to}; i++) rapport.track("${mark}" + i, { i })`;
  const lab: Lab = {
    site,
    context,
    open,
    random,
    track: (page, from, to, then = "") => page.evaluate(`${calls(from, to)}; ${then}; 1`),
    trackWhileLoading: (page, then) =>
      page.addInitScript(`if (location.pathname === "/")
        addEventListener("DOMContentLoaded", () => { ${calls(0, EVENTS)}; ${then}; });`),
    pause: (upToMs) => wait(random() * upToMs),
  };
  try {
    await SCENARIOS[scenario](lab);
    const received = () => site.messages.filter((message) => String(message.event).startsWith(mark));
    await waitForAll(() => new Set(received().map((message) => message.event)).size);
    const ids = new Set(received().map((message) => message.messageId)).size;
    const delivered = new Set(received().map((message) => message.event)).size;
    return { scenario, delivered, doubled: ids - delivered, resent: received().length - ids };
  } finally {
    await closeContext(context);
  }
}

async function waitForAll(countReceived: () => number): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (countReceived() < EVENTS && Date.now() < untilMs) await wait(25);
  // Late copies count too.
  await wait(100);
}

const FAILURES = [503, 500, 429, 0];

const LEAVE = `location.href = "/empty"`;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** After each a visitor comes back, if the page was left; nobody helps with another event. */
const SCENARIOS: Record<LossScenario, (lab: Lab) => Promise<unknown>> = {
  async "navigation in the next task"({ open, track }) {
    const page = await open();
    await track(page, 0, EVENTS, `setTimeout(() => { ${LEAVE} })`);
    await page.waitForURL("**/empty");
    await open();
  },
  async "navigation in the same task"({ open, track }) {
    const page = await open();
    await track(page, 0, EVENTS, LEAVE).catch(() => {});
    await page.waitForURL("**/empty");
    await open();
  },
  async "left 20 ms after it loaded"({ context, site, open, trackWhileLoading }) {
    const page = await context.newPage();
    await trackWhileLoading(page, `setTimeout(() => { ${LEAVE} }, 20)`);
    await page.goto(`${site.origin}/`, { waitUntil: "commit" });
    await page.waitForURL("**/empty");
    await open();
  },
  async "closed at once"({ open, track }) {
    const page = await open();
    await track(page, 0, EVENTS);
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    await open();
  },
  async "offline, closed, opened again"({ context, open, track }) {
    const page = await open();
    await context.setOffline(true);
    await track(page, 0, EVENTS);
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    await context.setOffline(false);
    await open();
  },
  async "server away for 5 s"({ site, open, track }) {
    site.status = 503;
    await track(await open(), 0, EVENTS);
    await wait(5_000);
    site.status = 200;
  },
  async "offline for 3 s"({ context, open, track }) {
    const page = await open();
    await context.setOffline(true);
    await track(page, 0, EVENTS);
    await wait(3_000);
    await context.setOffline(false);
  },
  async refresh({ open, track, pause, random }) {
    const page = await open();
    const first = Math.floor(random() * EVENTS);
    await track(page, 0, first);
    await pause(60);
    await track(page, first, EVENTS, "setTimeout(() => location.reload(), 0)");
    await page.waitForEvent("load");
  },
  async close({ open, track, pause }) {
    const page = await open();
    await track(page, 0, EVENTS);
    await pause(30);
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    await open();
  },
  async navigation({ open, track, pause, random }) {
    const page = await open();
    const first = Math.floor(random() * EVENTS);
    await track(page, 0, first);
    await pause(60);
    await track(page, first, EVENTS, LEAVE).catch(() => {});
    await page.waitForURL("**/empty");
    await open();
  },
  async "offline, then online"({ context, open, track, pause, random }) {
    const page = await open();
    await context.setOffline(true);
    await track(page, 0, EVENTS);
    await pause(800);
    if (random() < 0.5) await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    await context.setOffline(false);
    await open();
  },
  async "server down, then up"({ site, open, track, pause, random }) {
    site.status = FAILURES[Math.floor(random() * FAILURES.length)] ?? 503;
    const page = await open();
    await track(page, 0, EVENTS);
    await pause(1_500);
    site.status = 200;
  },
  async "two tabs, one killed"({ site, open, track, pause }) {
    site.status = 503;
    const [one, other] = [await open(), await open()];
    await track(one, 0, EVENTS / 2);
    await track(other, EVENTS / 2, EVENTS);
    await pause(400);
    // Without any event of the page's end.
    await one.close();
    site.status = 200;
  },
  async "storage blocked"({ context, open, track, pause }) {
    await context.addInitScript(BLOCK_STORAGE);
    const page = await open();
    await track(page, 0, EVENTS / 2);
    await pause(300);
    await track(page, EVENTS / 2, EVENTS, LEAVE).catch(() => {});
  },
};
