import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { readShopCatalog } from "../e2e/shop-catalog.ts";
import { waitUntilFolded } from "../server/api-client.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { sendTraffic } from "../simulator/send-traffic.ts";
import { simulate } from "../simulator/simulate.ts";
import { serveOwnPage, takePicture } from "./newcomer.ts";
import { approveFirstCampaign, makeFirstPlacement, makeFirstSegment } from "./steps.ts";

const HELP = `npm run docs:walk -- [--pictures docs/images/walk]

A newcomer's first hour, walked in a browser: an empty data folder, the first event of a page of one's own, the first segment, the
first placement, the first approved campaign. Keeps the pictures of docs/guide/first-hour.md, and says how long each part took.
Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    pictures: { type: "string", default: join(import.meta.dirname, "../../../../docs/images/walk") },
    chromium: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const DAY_MS = 86_400_000;
const dataDir = await mkdtemp(join(tmpdir(), "rapport-walk-"));
const browser = await openBrowser(findChromium(values.chromium) ?? "");
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
const page = await context.newPage();
let startedMs = performance.now();
const server = await spawnServer({ dataDir });
const { console: address, writeKey } = server.report;
const own = await serveOwnPage(server.url, writeKey);
const picture = (name: string) => takePicture(page, values.pictures, name);
try {
  say("the server answers");
  await page.goto(`${address}events`);
  await page.getByText(writeKey).first().waitFor();
  await picture("1-nothing-yet");
  const shop = await context.newPage();
  await shop.goto(own.url);
  await shop.getByRole("button", { name: "Buy" }).click();
  await page.getByRole("link", { name: "Product Viewed" }).first().waitFor();
  say("the first event of one's own is on the screen");
  await page.bringToFront();
  await page.getByRole("link", { name: "Product Viewed" }).first().click();
  await picture("2-first-event");
  await shop.close();

  await sendVisitors();
  await page.goto(`${address}overview`);
  await page.locator("#screen h1").waitFor();
  await page.waitForFunction(() => document.querySelector(".skeleton") === null);
  await picture("3-overview");
  for (const step of [makeFirstSegment, makeFirstPlacement, approveFirstCampaign]) {
    startedMs = performance.now();
    await step({ page, picture });
    say(step.name);
  }
} catch (error) {
  await page.screenshot({ path: join(tmpdir(), "rapport-walk-failed.png") });
  throw error;
} finally {
  own.close();
  await browser.close();
  await server.dispose();
  await rm(dataDir, { recursive: true, force: true });
}

function say(what: string): void {
  console.log(`${((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6)} s  ${what}`);
}

/** What `npm run demo:traffic` sends: two weeks of a shop's visitors. */
async function sendVisitors(): Promise<void> {
  const days = 14;
  const startMs = Date.now() - days * DAY_MS;
  await sendTraffic(simulate({ seed: 7, visitors: 300, startMs, days, catalog: readShopCatalog() }), {
    host: server.url,
    writeKey,
  });
  await waitUntilFolded(server);
}
