import { openBareBrowser } from "./bare-browser.ts";
import { openPeerSites } from "./open-peer-site.ts";
import type { PageTasks } from "./trace-tasks.ts";
import { traceTasks } from "./trace-tasks.ts";
import { TrackingSite } from "./tracking-site.ts";

const SLOT = `<div data-rapport-slot="home"><template><b data-rapport-text="name"></b></template><p>Best sellers</p></div>`;
const tag = (more: string) => `<script src="/rapport.js" data-write-key="pk_test" ${more}></script>`;
/** What is measured of ours, by the path of its page. */
const OWN = {
  "/": ["script tag", tag("")],
  "/all": [
    "with page views, slots, autocapture, web vitals",
    `${SLOT}${tag('data-auto-page data-parts="slots autocapture web-vitals"')}`,
  ],
} as const;

/** Prints what the tasks of pages with each client take, in turn, so that a busy minute of the machine is everybody's. */
export async function benchTasks(rounds: number, withPeers: boolean): Promise<void> {
  const site = new TrackingSite();
  for (const [path, [, body]] of Object.entries(OWN)) site.pages.set(path, `<!doctype html><title>Page</title>${body}`);
  await site.start();
  const peers = withPeers ? await openPeerSites() : [];
  const pages = [
    ...Object.entries(OWN).map(([path, [name]]) => ({ name, url: site.origin + path })),
    ...peers.map((peer) => ({ name: peer.name, url: `${peer.site.origin}/` })),
  ];
  const browser = await openBareBrowser();
  const results = new Map<string, PageTasks[]>(pages.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const { name, url } of pages) results.get(name)?.push(await traceTasks(browser, url));
  await browser.close();
  for (const one of [site, ...peers.map((peer) => peer.site)]) await one.stop();
  print(results);
}

function print(results: ReadonlyMap<string, readonly PageTasks[]>): void {
  console.log(
    "\n| page with 20 calls | the calls, ms | an empty task, ms | longest task with script, ms | without, ms | all script, ms | timers fired in 6 s idle | left |\n|---|---|---|---|---|---|---|---|",
  );
  for (const [name, rows] of results) {
    const cell = (read: (row: PageTasks) => number) => {
      const sorted = rows.map(read).sort((a, b) => a - b);
      return `${sorted[0]?.toFixed(1)} (${sorted[Math.floor((sorted.length - 1) / 2)]?.toFixed(1)})`;
    };
    const most = (read: (row: PageTasks) => number) => Math.max(...rows.map(read));
    const times = [
      cell((row) => row.callsMs),
      cell((row) => row.emptyMs),
      cell((row) => row.longestMs),
      cell((row) => row.browserMs),
      cell((row) => row.scriptMs),
    ];
    console.log(`| ${[name, ...times, most((row) => row.wakes), most((row) => row.timers)].join(" | ")} |`);
  }
  console.log("\nProcessor time of the page's thread, least (median).");
}
