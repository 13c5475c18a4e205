import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { signInOwner } from "../journeys/open-console.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import type { Look } from "./looks.ts";
import { ITEMS, LOOKS } from "./looks.ts";

const HELP = `npm run test:visual -- [--write] [--only catalog-grid]

Pictures of the console in light and dark, byte by byte as they are kept in packages/console/docs/visual; what differs is laid beside in
.cache/visual, and the command exits 1.
  --write  keep what there is now: look at each before you commit it
The bytes belong to one Chromium and its fonts (Debian's, with fonts-dejavu-core alone). Build first: npm run build.`;

const ROOT = join(import.meta.dirname, "../../../..");
const KEPT = join(ROOT, "packages/console/docs/visual");
const DIFFERENT = join(ROOT, ".cache/visual");
const NOW = new Date("2026-01-08T10:00:00Z");

/** A picture is drawn whole before it is taken, the same on each run. */
const STEADY = [
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--disable-partial-raster",
  "--disable-checker-imaging",
];
const TRIES = 20;

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    only: { type: "string" },
    chromium: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const server = await composeTestServer();
const browser = await openBrowser(findChromium(values.chromium) ?? "", STEADY);
let different = 0;
try {
  await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body: { items: ITEMS } });
  const url = await server.listen();
  const cookie = { ...(await signInOwner(server, (name) => name)), url };
  for (const look of LOOKS.filter(({ name }) => values.only === undefined || name === values.only))
    for (const colorScheme of ["light", "dark"] as const)
      await compare(`${look.name}-${colorScheme}.png`, await picture(browser, { look, colorScheme, url, cookie }));
} finally {
  await browser.close();
  await server.close();
}
console.log(different === 0 ? "every picture is as it was kept" : `${different} differ`);
process.exitCode = different === 0 || values.write ? 0 : 1;

type Setting = {
  look: Look;
  colorScheme: "light" | "dark";
  url: string;
  cookie: { name: string; value: string; url: string };
};

async function picture(from: Browser, { look, colorScheme, url, cookie }: Setting): Promise<Buffer> {
  const viewport = { width: 1100, height: 700 };
  const context = await from.newContext({
    viewport,
    colorScheme,
    reducedMotion: "reduce",
    timezoneId: "UTC",
    locale: "en-GB",
  });
  try {
    if (!look.isSignedOut) await context.addCookies([cookie]);
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    await page.goto(`${url}/console/${look.path}`);
    await page.locator("h1").first().waitFor();
    if (!look.isSignedOut) await page.getByText("Live", { exact: true }).first().waitFor();
    await page.waitForLoadState("load");
    await page.waitForFunction(() => document.querySelector(".skeleton, [aria-busy=true]") === null);
    await look.prepare?.(page);
    return await steadyPicture(page);
  } finally {
    await context.close();
  }
}

/** What stands on the page once two looks at it are the same: fields fill and lists arrive after the page has. */
async function steadyPicture(page: Page): Promise<Buffer> {
  let before: Buffer = Buffer.alloc(0);
  for (let tries = 0; tries < TRIES; tries++) {
    await page.waitForTimeout(400);
    const now = await page.screenshot({ animations: "disabled", caret: "hide" });
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error(`${page.url()} does not come to rest`);
}

async function compare(name: string, bytes: Buffer): Promise<void> {
  const path = join(KEPT, name);
  if (existsSync(path) && (await readFile(path)).equals(bytes)) return;
  different += 1;
  const folder = values.write ? KEPT : DIFFERENT;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), bytes);
  console.log(`${name}: ${values.write ? "kept" : `differs, now in ${folder}`}`);
}
