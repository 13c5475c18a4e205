import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext } from "playwright-core";
import { chromium } from "playwright-core";

/** Where a Chromium may be: named by the environment, or where Linux distributions put it. */
const PLACES = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = PLACES.find((path) => path && existsSync(path));

/** How a Chromium starts that talks to nobody but the page's server. */
export const BROWSER_ARGS: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Two subdomains of one site, without asking any name server.
  "--host-resolver-rules=MAP *.shop.test 127.0.0.1",
];

/** A headless Chromium that talks to nobody but the page's server. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: [...BROWSER_ARGS],
  });
}

/** Longest wait for the end of a context; the end of the browser ends it, too. */
const CLOSE_MS = 10_000;

/**
 * Closes a context, or goes on without. Chromium keeps a context open for as long as a request of a page that is gone may
 * live: a page of one line, `addEventListener("pagehide", () => fetch("/b", { method: "POST", body: "x", keepalive: true }))`,
 * that is left holds the close of every sixth of its contexts for more than 20 s, although its answer has come long ago.
 */
export async function closeContext(context: BrowserContext | undefined): Promise<void> {
  await Promise.race([context?.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
}
