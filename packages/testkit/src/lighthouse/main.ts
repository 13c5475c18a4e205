import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { simulateBatches } from "../e2e/simulate-batches.ts";
import { signInOwner } from "../journeys/open-console.ts";
import { seedProject } from "../journeys/seed-project.ts";
import { listScreens } from "../journeys/walk-screens.ts";
import { composeTestServer } from "../server/compose-test-server.ts";
import type { Device, Verdict } from "./run-lighthouse.ts";
import { runLighthouse } from "./run-lighthouse.ts";

const HELP = `npm run bench:lighthouse -- [--runs 3] [--device desktop|mobile] [--only people] [--all] [--why]

Lighthouse over the console's first screens on a project with simulated people: the median of some runs each, as a table.
Exits 1 when a screen has less than 95 for performance on a desktop, or less than 100 for accessibility.
  --all  every screen that the journeys visit, not the fourteen that people open most
  --why  also what kept each score from being whole
Build first: npm run build. Lighthouse itself is installed into .cache/lighthouse on the first use.`;

/** As addresses under /console/; the way in is asked without a session. */
const SCREENS = [
  ...["sign-in", "overview", "people", "segments", "people/ada", "events", "catalog", "analytics"],
  ...["placements", "recommendations", "content", "campaigns", "approvals", "knowledge"],
];
const LEAST = { performance: 95, accessibility: 100 };

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "3" },
    device: { type: "string" },
    only: { type: "string" },
    all: { type: "boolean", default: false },
    why: { type: "boolean", default: false },
    chromium: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const server = await composeTestServer();
const port = 9_300 + (process.pid % 500);
const browser = await openBrowser(findChromium(values.chromium) ?? "", [`--remote-debugging-port=${port}`]);
try {
  await seedProject(server, { text: (name) => name });
  for (const batch of simulateBatches({ seed: 7, count: 4_000, size: 500 })) await server.send(batch);
  const url = await server.listen();
  const { name, value } = await signInOwner(server);
  const screens = values.all ? ["sign-in", ...(await readScreens(url, { name, value }))] : SCREENS;
  console.log(
    "| screen | device | performance | accessibility | best practices | first paint | largest paint | blocked |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  const devices: readonly Device[] = ["desktop", "mobile"];
  for (const device of devices.filter((one) => values.device === undefined || one === values.device))
    for (const screen of screens.filter((one) => values.only === undefined || one === values.only)) {
      const cookie = screen === "sign-in" ? undefined : `${name}=${value}`;
      const verdicts: Verdict[] = [];
      for (let run = 0; run < Number(values.runs); run++)
        verdicts.push(await runLighthouse(`${url}/console/${screen}`, { port, device, cookie }));
      judge(screen, device, verdicts);
    }
} finally {
  await browser.close();
  await server.close();
}

async function readScreens(url: string, cookie: { name: string; value: string }): Promise<string[]> {
  const context = await browser.newContext();
  await context.addCookies([{ ...cookie, url }]);
  const page = await context.newPage();
  await page.goto(`${url}/console/overview`);
  await page.locator('nav[aria-label="Screens"] a').first().waitFor();
  const screens = await listScreens(page);
  await context.close();
  return screens;
}

function judge(screen: string, device: Device, verdicts: readonly Verdict[]): void {
  const middle = verdicts.toSorted((a, b) => a.scores.performance - b.scores.performance)[verdicts.length >> 1];
  if (middle === undefined) throw new Error("Name at least one run: --runs 1");
  const { performance, accessibility, bestPractices } = middle.scores;
  const times = [middle.firstPaintMs, middle.largestPaintMs, middle.blockingMs].map((ms) => `${Math.round(ms)} ms`);
  console.log(`| ${[screen, device, performance, accessibility, bestPractices, ...times].join(" | ")} |`);
  if (values.why) for (const reason of middle.lacking) console.log(`    ${reason}`);
  if ((device === "desktop" && performance < LEAST.performance) || accessibility < LEAST.accessibility)
    process.exitCode = 1;
}
