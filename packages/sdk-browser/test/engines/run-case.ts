import { setTimeout as sleep } from "node:timers/promises";
import { TrackingSite } from "../tracking-site.ts";
import type { Lab } from "./cases.ts";
import type { Engine, Tab } from "./engine.ts";

const PATIENCE_MS = 20_000;
/** A page that goes away may take the answer of its last script along. */
const LEAVE_MS = 3_000;

const WATCH = `<script>window.problems = []; for (const name of ["error", "unhandledrejection"])
  addEventListener(name, (event) => problems.push(String(event.message || event.reason)));</script>`;
const TAG = `<script src="/rapport.js" data-write-key="pk_test"></script>`;
const BLOCK = `<script>
  const refuse = { get() { throw new DOMException("refused", "SecurityError"); } };
  Object.defineProperty(window, "localStorage", refuse);
  Object.defineProperty(document, "cookie", { ...refuse, set: refuse.get });</script>`;
const SLOT = `<div id="slot" data-rapport-slot="home" data-timeout-ms="5000" style="height:120px"><template><a data-rapport-href="url" data-rapport-text="name"></a></template><p>Best sellers</p></div>`;

const PAGES: Record<string, string> = {
  "/": TAG,
  "/bare": `<script src="/rapport.js"></script>`,
  "/queued": `<script>window.rapport = []; rapport.push(["track", "Early"]);</script>${TAG.replace("></", " async></")}`,
  "/auto": TAG.replace("data-w", "data-auto-page data-w"),
  "/blocked": BLOCK + TAG,
  "/slot": `${TAG.replace("data-w", `data-parts="slots" data-w`)}${SLOT}`,
  "/empty": "",
};

/** Runs one case on a site of its own: "yes", or what did not hold. */
export async function runCase(engine: Engine, check: (lab: Lab) => Promise<void>): Promise<string> {
  const site = new TrackingSite();
  for (const [path, html] of Object.entries(PAGES))
    site.pages.set(path, `<!doctype html><title>${nameOf(path)}</title>${WATCH}${html}`);
  site.pages.set("/two", "<!doctype html>");
  await site.start();
  const tabs: Tab[] = [];
  const open = async (path: string) => {
    const tab = await engine.open();
    tabs.push(tab);
    await tab.go(site.origin + path);
    return tab;
  };
  try {
    await check({ site, open, leave, until });
    return (await findProblems(tabs)) ?? "yes";
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
  } finally {
    for (const tab of tabs) await tab.close().catch(() => {});
    await site.stop();
  }
}

const nameOf = (path: string) => path.slice(1, 2).toUpperCase() + path.slice(2);

async function leave(tab: Tab, source: string): Promise<void> {
  await Promise.race([tab.run(source).catch(() => {}), sleep(LEAVE_MS)]);
}

async function until(holds: () => boolean | Promise<boolean>, timeoutMs = PATIENCE_MS): Promise<boolean> {
  const untilMs = performance.now() + timeoutMs;
  while (performance.now() < untilMs) {
    if (await holds()) return true;
    await sleep(40);
  }
  return false;
}

/** Errors that pages which are still open have seen. */
async function findProblems(tabs: readonly Tab[]): Promise<string | undefined> {
  for (const tab of tabs) {
    const problems = await tab.run("window.problems").catch(() => []);
    if (Array.isArray(problems) && problems[0]) return String(problems[0]);
  }
  return undefined;
}
