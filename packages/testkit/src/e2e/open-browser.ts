import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";

const DEFAULT_PATH = "/usr/bin/chromium";

/** Where a Chromium is: as the environment says, or where Debian puts it; undefined when there is none. */
export function findChromium(given: string | undefined): string | undefined {
  const path = given || DEFAULT_PATH;
  return existsSync(path) ? path : undefined;
}

/** A headless Chromium that talks to nobody but the servers of the test. */
export function openBrowser(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
