import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../../e2e/open-browser.ts";
import { identifyMessage, trackMessage } from "../../factories/messages.ts";
import { openConsole, signInOwner } from "../../journeys/open-console.ts";
import type { TestServer } from "../../server/compose-test-server.ts";
import { composeTestServer, steadyRoom } from "../../server/compose-test-server.ts";
import { generateCatalog } from "../../simulator/generate-catalog.ts";
import { percentile } from "../send-bodies.ts";
import { scrollList, seenAt, watchTexts } from "./watch-screen.ts";

const HELP = `npm run bench:console -- [--people 100000] [--items 5000] [--events 100] [--seconds 10] [--database URL]

How soon an event is painted on the console after the API answered its sender, and how long the frames are while lists are scrolled,
in Chromium. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "100000" },
    items: { type: "string", default: "5000" },
    events: { type: "string", default: "100" },
    seconds: { type: "string", default: "10" },
    database: { type: "string" },
    chromium: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const BATCH = 500;
/** Fast reading: a screen of rows in a third of a second. */
const PX_PER_FRAME = 40;

const server = await composeTestServer({ ...steadyRoom(), databaseUrl: values.database });
const browser = await openBrowser(findChromium(values.chromium) ?? "");
try {
  await fill(server, Number(values.people), Number(values.items));
  const url = await server.listen();
  const { page } = await openConsole(browser, { url, cookie: await signInOwner(server), look: {} });
  const open = async (screen: string) => {
    await page.goto(`${url}/console/${screen}`);
    await page.locator("#screen h1").first().waitFor();
    await page.locator("#screen li a, #screen tbody a").first().waitFor();
  };
  await watchTexts(page, /Seen \d+!/);
  await open("events");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const readTaskMs = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  };
  const beforeMs = await readTaskMs();
  const delays = { all: [] as number[], stream: [] as number[], draw: [] as number[], paint: [] as number[] };
  for (let index = 0; index < Number(values.events); index++) {
    const event = `Seen ${index}!`;
    const body = JSON.stringify(trackMessage({ event }));
    const answer = await fetch(`${url}/v1/track`, {
      method: "POST",
      headers: { authorization: `Bearer ${server.writeKey}` },
      body,
    });
    if (!answer.ok) throw new Error(`The event was answered ${answer.status}`);
    const answeredMs = Date.now();
    const { arrived, drawn, painted } = await seenAt(page, event);
    delays.all.push(painted - answeredMs);
    delays.stream.push(arrived - answeredMs);
    delays.draw.push(drawn - arrived);
    delays.paint.push(painted - drawn);
  }
  const taskMs = ((await readTaskMs()) - beforeMs) / Number(values.events);
  console.log(`an event is painted after the answer: ${describe(delays.all)}`);
  console.log(`  until it is in the page: ${describe(delays.stream)}`);
  console.log(`  until it is drawn: ${describe(delays.draw)}`);
  console.log(`  until that is painted: ${describe(delays.paint)}`);
  console.log(`  the page's thread works ${taskMs.toFixed(1)} ms for an event\n`);
  console.log(
    "| list | rows at the end | frames | frame p50 / p95 / p99 / longest | over 50 ms |\n|---|---|---|---|---|",
  );
  for (const screen of ["events", "people", "catalog", "catalog?view=table"]) {
    await open(screen);
    const { frames, rows } = await scrollList(page, { seconds: Number(values.seconds), pxPerFrame: PX_PER_FRAME });
    const slow = frames.filter((ms) => ms > 50).length;
    console.log(`| ${screen} | ${rows} | ${frames.length} | ${describe(frames)} | ${slow} |`);
  }
} finally {
  await browser.close();
  await server.close();
}

async function fill(target: TestServer, people: number, items: number): Promise<void> {
  const catalog = generateCatalog(7, items);
  for (let from = 0; from < items; from += BATCH) {
    const body = { items: catalog.slice(from, from + BATCH) };
    const answer = await target.ask("/api/v1/catalog/items", { method: "PUT", key: target.secretKey, body });
    if (!answer.ok) throw new Error(`The catalog was answered ${answer.status}: ${await answer.text()}`);
  }
  for (let from = 0; from < people; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, people - from) }, (_, index) => {
      const userId = `person-${from + index}`;
      return identifyMessage({ userId, traits: { name: `Person ${from + index}`, email: `${userId}@example.com` } });
    });
    const answer = await target.send(batch);
    await target.settle(String((await answer.json()).offset));
  }
}

function describe(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(percentile(sorted, share));
  return `${at(0.5)} / ${at(0.95)} / ${at(0.99)} / ${at(1)} ms`;
}
