import { parseArgs } from "node:util";
import { benchTasks } from "./bench-tasks.ts";
import { openBrowser } from "./open-browser.ts";
import { TrackingSite } from "./tracking-site.ts";

const HELP = `npm run bench:page -- [--pages 50] [--traces 5] [--peers]

What the client costs a page in a real browser: its start, 20 calls with everything that keeps them, timers that are left when
nothing waits, long tasks, and bytes on the wire. Beside the floor: the same 20 events as JSON, written to localStorage once.
Then what the tasks of a page with the client take by the browser's own trace. Build first: npm run build.
  --peers  the traces with other clients, too; npm run bench:size installs them`;

const { values } = parseArgs({
  options: {
    pages: { type: "string", default: "50" },
    traces: { type: "string", default: "5" },
    peers: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
type Page = {
  zoneMs: number;
  scriptMs: number;
  startMs: number;
  callsMs: number;
  floorMs: number;
  timers: number;
  longTasks: number;
};

/** Counts timers that wait: set, neither run nor cleared. */
const COUNT_TIMERS = `
  window.pending = new Set();
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = (run, ms, ...more) => {
    const id = set(() => { pending.delete(id); run(...more); }, ms);
    pending.add(id);
    return id;
  };
  window.clearTimeout = (id) => { pending.delete(id); clear(id); };
  window.longTasks = 0;
  new PerformanceObserver((list) => { longTasks += list.getEntries().length; }).observe({ type: "longtask" });`;

const MEASURE = `(async () => {
  const text = await (await fetch("/rapport.js")).text();
  const properties = { product_id: "sku-1", name: "Arc reading lamp", price: 59.9, currency: "EUR" };
  let at = performance.now();
  Intl.DateTimeFormat().resolvedOptions(); // the first of a page loads the browser's tables
  const zoneMs = performance.now() - at;
  at = performance.now();
  (0, eval)(text);
  const scriptMs = performance.now() - at;
  at = performance.now();
  rapport.init({ writeKey: "pk_test", host: location.origin, autoPage: true });
  const startMs = performance.now() - at;
  await new Promise((resolve) => setTimeout(resolve, 50));
  at = performance.now();
  for (let i = 0; i < 20; i++) rapport.track("Product Viewed", properties);
  await new Promise((resolve) => queueMicrotask(resolve)); // what they leave to the end of the task is theirs, too
  const callsMs = performance.now() - at;
  at = performance.now();
  const lines = [];
  for (let i = 0; i < 20; i++) lines.push(JSON.stringify({ event: "Product Viewed", properties, messageId: String(i), context: { page: { url: location.href, title: document.title } } }));
  localStorage.floor = lines.join("\\n");
  const floorMs = performance.now() - at;
  await rapport.flush();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { zoneMs, scriptMs, startMs, callsMs, floorMs, timers: pending.size, longTasks };
})()`;

if (values.help) console.log(HELP);
else {
  await measure(Number(values.pages));
  await benchTasks(Number(values.traces), values.peers);
}

async function measure(pages: number): Promise<void> {
  const site = new TrackingSite();
  site.pages.set("/", "<!doctype html><title>Home</title>");
  await site.start();
  const browser = await openBrowser();
  const context = await browser.newContext();
  await context.addInitScript(COUNT_TIMERS);
  const results: Page[] = [];
  for (let index = 0; index < pages; index++) {
    const page = await context.newPage();
    await page.goto(`${site.origin}/?utm_source=news&gclid=abc`);
    results.push(await page.evaluate<Page>(MEASURE));
    await page.close();
  }
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  site.clear();
  await page.evaluate(`(async () => {
    (0, eval)(await (await fetch("/rapport.js")).text());
    rapport.init({ writeKey: "pk_test", host: location.origin });
    for (let i = 0; i < 50; i++) rapport.track("Product Viewed", { product_id: "sku-" + i, name: "Arc reading lamp", price: 59.9 + i, currency: "EUR" });
    await rapport.flush();
  })()`);
  const bytes = site.requests.reduce((sum, request) => sum + request.bytes, 0);
  await browser.close();
  await site.stop();
  print(results, bytes / site.messages.length);
}

function print(results: readonly Page[], bytesPerEvent: number): void {
  const row = (name: string, unit: string, read: (page: Page) => number) => {
    const sorted = results.map(read).sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1);
    console.log(`| ${name}, ${unit} | ${at(0)} | ${at(0.5)} | ${at(0.95)} |`);
  };
  console.log(`| ${results.length} pages | least | median | 95 % |\n|---|---|---|---|`);
  row("the browser's first look at its time zone", "ms", (page) => page.zoneMs);
  row("script compiled and run", "ms", (page) => page.scriptMs);
  row("init with the first page view", "ms", (page) => page.startMs);
  row("20 calls, kept in storage", "ms", (page) => page.callsMs);
  row("floor: 20 events as JSON, written once", "ms", (page) => page.floorMs);
  row("timers left when all is settled", "count", (page) => page.timers);
  row("tasks over 50 ms", "count", (page) => page.longTasks);
  console.log(`\n50 events in one request: ${bytesPerEvent.toFixed(0)} bytes of body an event`);
}
