import { parseArgs } from "node:util";
import type { LossResult } from "./loss-scenarios.ts";
import { EVENTS, LOSS_SCENARIOS, runLossScenario } from "./loss-scenarios.ts";
import { openBrowser } from "./open-browser.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { TrackingSite } from "./tracking-site.ts";

const HELP = `npm run bench:loss -- [--runs 5] [--seed 1]

Seven ways to lose events, 20 events each, in a real browser: how many the server has afterwards, how many have two ids,
and how many copies were on the wire. The seed decides every moment. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else await measure(Number(values.runs), Number(values.seed));

async function measure(runs: number, seed: number): Promise<void> {
  const site = new TrackingSite();
  site.pages.set("/", `<!doctype html><script src="/rapport.js" data-write-key="pk_test"></script>`);
  site.pages.set("/empty", "<!doctype html>");
  await site.start();
  const browser = await openBrowser();
  const results: LossResult[] = [];
  for (let run = 0; run < runs; run++) {
    const random = createSeededRandom(seed + run);
    for (const scenario of LOSS_SCENARIOS) {
      const result = await runLossScenario(scenario, browser, site, random);
      if (result.delivered < EVENTS || result.doubled) console.log(`seed ${seed + run}:`, result);
      results.push(result);
    }
  }
  await browser.close();
  await site.stop();
  print(results, runs);
}

function print(results: readonly LossResult[], runs: number): void {
  console.log("| scenario | delivered | with two ids | copies on the wire |\n|---|---|---|---|");
  const row = (name: string, chosen: readonly LossResult[]) => {
    const sum = (key: "delivered" | "doubled" | "resent") => chosen.reduce((total, one) => total + one[key], 0);
    console.log(
      `| ${name} | ${sum("delivered")} of ${chosen.length * EVENTS} | ${sum("doubled")} | ${sum("resent")} |`,
    );
  };
  for (const scenario of LOSS_SCENARIOS)
    row(
      scenario,
      results.filter((one) => one.scenario === scenario),
    );
  row(`all, ${runs} runs`, results);
  if (results.some((one) => one.delivered < EVENTS || one.doubled)) process.exitCode = 1;
}
