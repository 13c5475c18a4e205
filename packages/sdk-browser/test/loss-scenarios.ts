import type { Browser, BrowserContext, Page } from "playwright-core";
import { closeContext } from "./open-browser.ts";
import type { TrackingSite } from "./tracking-site.ts";

export const LOSS_SCENARIOS = [
  "refresh",
  "close",
  "navigation",
  "offline, then online",
  "server down, then up",
  "two tabs, one killed",
  "storage blocked",
] as const;
export type LossScenario = (typeof LOSS_SCENARIOS)[number];

export const EVENTS = 20;
const PATIENCE_MS = 20_000;
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
  /** A moment of chance, up to so many milliseconds. */
  pause(upToMs: number): Promise<void>;
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
    await page.goto(site.origin + path);
    return page;
  };
  const lab: Lab = {
    site,
    context,
    open,
    random,
    track: (page, from, to, then = "") =>
      page.evaluate(`for (let i = ${from}; i < ${to}; i++) rapport.track("${mark}" + i, { i }); ${then}; 1`),
    pause: (upToMs) => new Promise((resolve) => setTimeout(resolve, random() * upToMs)),
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
  while (countReceived() < EVENTS && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 25));
  // Late copies count too.
  await new Promise((resolve) => setTimeout(resolve, 100));
}

const FAILURES = [503, 500, 429, 0];

const SCENARIOS: Record<LossScenario, (lab: Lab) => Promise<unknown>> = {
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
    await track(page, first, EVENTS, `location.href = "/empty"`).catch(() => {});
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
    await track(page, EVENTS / 2, EVENTS, `location.href = "/empty"`).catch(() => {});
  },
};
