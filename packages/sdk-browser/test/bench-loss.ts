import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import type { LossResult, LossSite } from "./loss-scenarios.ts";
import { EVENTS, LOSS_SCENARIOS, runLossScenario, SEVEN } from "./loss-scenarios.ts";
import { openBrowser } from "./open-browser.ts";
import { openPeerSites } from "./open-peer-site.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { TrackingSite } from "./tracking-site.ts";

const HELP = `npm run bench:loss -- [--runs 5] [--seed 1] [--seven] [--peers]

Fourteen ways to lose events, 20 events each, in a real browser, the first seven always alike and the others decided by chance: how many the server has afterwards, how many have two ids,
and how many copies were on the wire. The seed decides every moment of chance. Build first: npm run build.
  --seven  only the first seven
  --peers  the same with other clients, whose copies cannot be told from each other; npm run bench:size installs them`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
    seven: { type: "boolean", default: false },
    peers: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const scenarios = values.seven ? SEVEN : LOSS_SCENARIOS;
if (values.help) console.log(HELP);
else if (values.peers) await measurePeers(Number(values.runs), Number(values.seed));
else await measure(Number(values.runs), Number(values.seed));

async function measure(runs: number, seed: number): Promise<void> {
  const site = new TrackingSite();
  site.pages.set("/", `<!doctype html><script src="/rapport.js" data-write-key="pk_test"></script>`);
  site.pages.set("/empty", "<!doctype html>");
  await site.start();
  const browser = await openBrowser();
  const results = await runAll(browser, site, runs, seed);
  await browser.close();
  await site.stop();
  print(results, runs);
}

async function runAll(browser: Browser, site: LossSite, runs: number, seed: number): Promise<LossResult[]> {
  const results: LossResult[] = [];
  for (let run = 0; run < runs; run++) {
    const random = createSeededRandom(seed + run);
    for (const scenario of scenarios) {
      const result = await runLossScenario(scenario, browser, site, random).catch((error: Error) => {
        // A client that does not start has delivered nothing.
        console.log(`${scenario}: ${error.message.split("\n")[0]}`);
        return { scenario, delivered: 0, doubled: 0, resent: 0 };
      });
      if (result.delivered < EVENTS || result.doubled) console.log(`seed ${seed + run}:`, result);
      results.push(result);
    }
  }
  return results;
}

async function measurePeers(runs: number, seed: number): Promise<void> {
  const browser = await openBrowser();
  for (const { name, site } of await openPeerSites()) {
    console.log(`\n${name}`);
    print(await runAll(browser, site, runs, seed), runs);
    await site.stop();
  }
  await browser.close();
}

function print(results: readonly LossResult[], runs: number): void {
  console.log("| scenario | delivered | with two ids | copies on the wire |\n|---|---|---|---|");
  const row = (name: string, chosen: readonly LossResult[]) => {
    const sum = (key: "delivered" | "doubled" | "resent") => chosen.reduce((total, one) => total + one[key], 0);
    console.log(
      `| ${name} | ${sum("delivered")} of ${chosen.length * EVENTS} | ${sum("doubled")} | ${sum("resent")} |`,
    );
  };
  for (const scenario of scenarios)
    row(
      scenario,
      results.filter((one) => one.scenario === scenario),
    );
  const ofSeven = new Set<string>(SEVEN);
  row(
    `the first seven, ${runs} runs`,
    results.filter((one) => ofSeven.has(one.scenario)),
  );
  row(`all, ${runs} runs`, results);
  const isOurs = !values.peers;
  if (isOurs && results.some((one) => one.delivered < EVENTS || one.doubled)) process.exitCode = 1;
}
