import type { Browser, BrowserContext, Page } from "playwright-core";
import { closeContext } from "./open-browser.ts";
import type { TrackingSite } from "./tracking-site.ts";

/** What became of the events of one visitor's tabs. */
export type TabsResult = {
  tabs: number;
  killed: number;
  events: number;
  lost: number;
  /** Events that have more than one messageId: copies that no server could drop. */
  doubled: number;
  /** Copies on the wire that the server drops by messageId, and the most of one event. */
  resent: number;
  mostOfOne: number;
};

const STEPS = 24;
const MOST_TABS = 10;
const PATIENCE_MS = 30_000;

/**
 * Two to ten tabs of one visitor, each used and killed at moments of chance: without any event of a page's end, half of them by
 * the death of their process. A kill may hit a request whose answer is on its way, and whoever adopts its events may be killed
 * in turn. Then one more page is opened.
 */
export async function runTabs(
  browser: Browser,
  site: TrackingSite,
  random: () => number,
  mostKills: number,
): Promise<TabsResult> {
  site.clear();
  site.answerMs = random() * 120;
  const context = await browser.newContext();
  try {
    const alive = new Set<Page>();
    const tabs = 2 + Math.floor(random() * (MOST_TABS - 1));
    for (let index = 0; index < tabs; index++) alive.add(await openTab(context, site, alive));
    const made: string[] = [];
    for (let step = 0; step < STEPS; step++) {
      const page = [...alive][Math.floor(random() * alive.size)];
      if (!page) break;
      const [count, isKill, pauseMs] = [1 + Math.floor(random() * 6), random() < 0.3, random() * 250];
      const names = Array.from({ length: count }, (_, index) => `Step ${step} Event ${index}`);
      // A tab may have died with another one's process: what it was told then was never said.
      const isMade = await page.evaluate(makeCalls(names)).catch(() => false);
      if (isMade) made.push(...names);
      if (isKill && tabs - alive.size < mostKills) await killTab(context, page, alive, random() < 0.5);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    const killed = tabs - alive.size;
    await openTab(context, site, alive);
    await waitFor(() => made.every((name) => site.events().includes(name)));
    return { tabs, killed, ...judge(site, made) };
  } finally {
    await closeContext(context);
  }
}

const makeCalls = (names: readonly string[]) =>
  `for (const name of ${JSON.stringify(names)}) rapport.track(name); Promise.resolve(true)`;

async function openTab(context: BrowserContext, site: TrackingSite, alive: Set<Page>): Promise<Page> {
  const page = await context.newPage();
  page.on("crash", () => alive.delete(page));
  await page.goto(`${site.origin}/`);
  return page;
}

async function killTab(context: BrowserContext, page: Page, alive: Set<Page>, isCrash: boolean): Promise<void> {
  alive.delete(page);
  if (!isCrash) return page.close();
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => {});
  await crashed;
}

async function waitFor(isDone: () => boolean): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (!isDone() && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 25));
  // Late copies count too.
  await new Promise((resolve) => setTimeout(resolve, 700));
}

function judge(site: TrackingSite, made: readonly string[]) {
  const copies = new Map<string, number>();
  const idsOf = new Map<string, Set<string>>();
  for (const { messageId, event = "" } of site.messages) {
    copies.set(messageId, (copies.get(messageId) ?? 0) + 1);
    idsOf.set(event, (idsOf.get(event) ?? new Set()).add(messageId));
  }
  return {
    events: made.length,
    lost: made.filter((name) => !idsOf.has(name)).length,
    doubled: [...idsOf.values()].filter((ids) => ids.size > 1).length,
    resent: site.messages.length - copies.size,
    mostOfOne: Math.max(0, ...[...copies.values()].map((count) => count - 1)),
  };
}
