import { parseArgs } from "node:util";
import { openBrowser } from "./open-browser.ts";
import type { TabsResult } from "./run-tabs.ts";
import { runTabs } from "./run-tabs.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { TrackingSite } from "./tracking-site.ts";

const HELP = `npm run bench:tabs -- [--runs 20] [--seed 1] [--kills 10]

Two to ten tabs of one visitor in a real browser, used and killed at random, half of them by the death of their process: events lost,
events with two ids, and copies on the wire: of one event never more than tabs were killed, at most --kills. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "10" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else await measure(Number(values.runs), Number(values.seed));

async function measure(runs: number, seed: number): Promise<void> {
  const site = new TrackingSite();
  site.pages.set("/", `<!doctype html><title>Tab</title><script src="/rapport.js" data-write-key="pk_test"></script>`);
  await site.start();
  const browser = await openBrowser();
  const results: TabsResult[] = [];
  for (let run = 0; run < runs; run++) {
    const result = await runTabs(browser, site, createSeededRandom(seed + run), Number(values.kills));
    if (result.lost || result.doubled || result.mostOfOne > result.killed) {
      console.log(`seed ${seed + run}:`, result);
      process.exitCode = 1;
    }
    results.push(result);
  }
  await browser.close();
  await site.stop();
  const sum = (key: keyof TabsResult) => results.reduce((total, one) => total + one[key], 0);
  console.log("| runs | tabs | killed | events | lost | with two ids | copies on the wire | most of one event |");
  console.log("|---|---|---|---|---|---|---|---|");
  const most = Math.max(...results.map((one) => one.mostOfOne));
  const cells = ["tabs", "killed", "events", "lost", "doubled", "resent"] as const;
  console.log(`| ${[runs, ...cells.map(sum), most].join(" | ")} |`);
}
