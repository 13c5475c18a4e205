/**
 * Recommendations for simulated people whose tastes are known: how near lists come to those of who knows the mind that
 * made the events, how much they favour what is popular anyway, and how soon an event or a new item shows. Run with
 *   npm run build && npm run bench:tastes -- --visitors 5000 --items 600 --seeds 3
 */
import { parseArgs } from "node:util";
import type { Judged } from "./judge-shop.ts";
import { judgeKnownPeople, judgeUnknownPeople } from "./judge-shop.ts";
import { openLiveShop } from "./live-shop.ts";
import { measureFreshness } from "./measure-freshness.ts";

const { values } = parseArgs({
  options: {
    visitors: { type: "string", default: "5000" },
    items: { type: "string", default: "600" },
    seeds: { type: "string", default: "3" },
    /** People whose next list is waited for, and new items that are waited for. */
    waits: { type: "string", default: "200" },
    json: { type: "boolean", default: false },
  },
});

const known: Judged[][] = [];
const unknown: Judged[][] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const shop = openLiveShop({ seed, visitors: Number(values.visitors), items: Number(values.items) });
  unknown.push(judgeUnknownPeople(shop, seed));
  known.push(judgeKnownPeople(shop));
}
const report = {
  "people with a history": meanOver(known),
  "people of whom three traits are known": meanOver(unknown),
  "time until it shows, ms": await measureFreshness(Number(values.waits), process.env.DATABASE_URL || undefined),
};
if (values.json) console.log(JSON.stringify(report));
else {
  for (const [title, rows] of Object.entries(report)) {
    console.log(`\n${title}`);
    console.table(rows);
  }
}

/** Mean of each figure over the seeds, with the range of the nDCG. */
function meanOver(runs: readonly Judged[][]): Record<string, string | number>[] {
  return (runs[0] ?? []).map(({ method }, row) => {
    const all = runs.flatMap((run) => run[row] ?? []);
    const mean = (name: Exclude<keyof Judged, "method">) =>
      round(all.reduce((sum, of) => sum + of[name], 0) / all.length);
    const ndcgs = all.map(({ ndcg }) => ndcg);
    return {
      method,
      "nDCG@10 of oracle's": mean("ndcg"),
      range: `${round(Math.min(...ndcgs))}–${round(Math.max(...ndcgs))}`,
      coverage: mean("coverage"),
      gini: mean("concentration"),
      "mean popularity": mean("popularityBias"),
      sameness: mean("sameness"),
      novelty: mean("novelty"),
    };
  });
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
