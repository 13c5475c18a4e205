import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";

/** Where a Chromium may be: named by the environment, or where Linux distributions put it. */
const PLACES = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = PLACES.find((path) => path && existsSync(path));

/** A headless Chromium that talks to nobody but the page's server. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    args: [
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
    ],
  });
}
