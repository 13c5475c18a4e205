import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { findChromium, openBrowser } from "../../e2e/open-browser.ts";
import { openConsole, signInOwner } from "../../journeys/open-console.ts";
import { composeTestServer, steadyRoom } from "../../server/compose-test-server.ts";
import { percentile } from "../send-bodies.ts";
import { fillLists } from "./fill-lists.ts";
import { plainListPage } from "./plain-list.ts";
import type { Scrolled } from "./scroll-through.ts";
import { scrollThrough } from "./scroll-through.ts";

const HELP = `npm run bench:lists -- [--rows 100000] [--seconds 8] [--end 60] [--only people] [--database URL]

Lists of the console with as many rows, scrolled in Chromium by the wheel and then to their end again and again, beside a plain list
of the same rows: the lengths of frames, the main thread's own time, the memory and the elements of the page. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    seconds: { type: "string", default: "8" },
    end: { type: "string", default: "60" },
    only: { type: "string" },
    database: { type: "string" },
    chromium: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const SCREENS = ["people", "events", "catalog", "catalog?view=table", "leads", "audit"];
const rows = Number(values.rows);
const times = { wheelMs: Number(values.seconds) * 1_000, endMs: Number(values.end) * 1_000, rows };

const server = await composeTestServer({ ...steadyRoom(), databaseUrl: values.database });
const browser = await openBrowser(findChromium(values.chromium) ?? "");
try {
  const screens = SCREENS.filter((one) => values.only === undefined || one === values.only);
  await fillLists(server, rows, screens);
  const url = await server.listen();
  const { page } = await openConsole(browser, { url, cookie: await signInOwner(server), look: {} });
  console.log(
    "| list | way | rows at the end | frames | p50 / p95 / longest | over 50 ms | main thread a frame | memory | elements |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const screen of screens) {
    await page.goto(`${url}/console/${screen}`);
    await page.locator("#screen li, #screen tbody tr, #screen [aria-setsize]").first().waitFor();
    await measure(screen, page);
  }
  const plain = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await plain.setContent(plainListPage(rows), { timeout: 120_000 });
  await measure("people, plain", plain);
} finally {
  await browser.close();
  await server.close();
}

async function measure(name: string, page: Page): Promise<void> {
  const { wheel, end } = await scrollThrough(page, times);
  print(name, "wheel", wheel);
  print(name, "End", end);
}

function print(name: string, way: string, scrolled: Scrolled): void {
  const sorted = scrolled.frames.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(percentile(sorted, share));
  const slow = sorted.filter((ms) => ms > 50).length;
  const busy = (scrolled.busyMs / Math.max(1, sorted.length)).toFixed(1);
  const frames = `${sorted.length} | ${at(0.5)} / ${at(0.95)} / ${at(1)} ms | ${slow} | ${busy} ms`;
  console.log(
    `| ${name} | ${way} | ${scrolled.rows} | ${frames} | ${Math.round(scrolled.heapMb)} MB | ${scrolled.nodes} |`,
  );
}
