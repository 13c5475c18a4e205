// npm run docs:slots: the pictures of a slot in the README, from the built client in a real browser.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { closeContext, openBrowser } from "./open-browser.ts";
import { TrackingSite } from "./tracking-site.ts";

const FOLDER = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const ITEMS = ["Rye with caraway", "Brioche", "Lemon tart"];
const FAVOURITES = ITEMS.map((name) => `<a class="card"><b>${name}</b><small>Today's favourite</small></a>`).join("");
const PAGE = `<!doctype html><title>Slot</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 24px; color: #1c1917; background: #fff; }
  h2 { font-size: 20px; margin: 0 0 12px; } h2 + div { display: flow-root; min-height: 92px; }
  .card { float: left; width: 184px; height: 64px; padding: 12px; margin-right: 12px; color: inherit; text-decoration: none; border: 1px solid #d6d3d1; border-radius: 8px; }
  .card b { display: block; } small { color: #57534e; } p { margin: 16px 0 0; }
</style>
<script src="/rapport.js" data-write-key="pk_test" data-parts="slots" async></script>
<h2>You may also like</h2>
<div data-rapport-slot="home">
  <template><a class="card" data-rapport-href="url"><b data-rapport-text="name"></b><small data-rapport-text="reason"></small></a></template>
  ${FAVOURITES}
</div>
<p>Open until six.</p>`;

const names = ["Walnut loaf", "Spelt rolls", "Plum cake"];
const recommendations = names.map((name, position) => ({
  itemId: name,
  score: 1,
  position,
  explanation: { text: "Because you viewed Rye", because: [], generators: {} },
  item: { id: name, name, url: "/item", imageUrl: null, priceCents: 450, currency: "USD" },
}));

const site = new TrackingSite();
await site.start();
site.pages.set("/", PAGE);
const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: 720, height: 240 } });
mkdirSync(FOLDER, { recursive: true });

/** A page that waits for its answer, has it, or has to do without. */
async function picture(name: string, state: string, answer: unknown): Promise<void> {
  const page = await context.newPage();
  site.recommendations = answer;
  const holds = state === "loading";
  if (holds) await page.route("**/recommendations/query", () => {});
  await page.goto(site.origin);
  await page.waitForSelector(`[data-rapport-state=${state}]`);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
}

const none = { decisionId: "", placement: "home", recommendations: [], degraded: [] };
await picture("slot-before", "loading", none);
await picture("slot-after", "ready", { ...none, decisionId: "dec_1", recommendations });
await picture("slot-fallback", "fallback", none);
await closeContext(context);
await browser.close();
await site.stop();
