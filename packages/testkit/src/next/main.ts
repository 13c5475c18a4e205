import { parseArgs } from "node:util";
import { findChromium, openBrowser } from "../e2e/open-browser.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { buildNextExample, startNextExample } from "./run-next-example.ts";
import { visitNextExample } from "./visit-next-example.ts";

const HELP = `npm run test:next

Installs examples/next by its own lockfile (it is no workspace: Next takes 340 MB), builds it, and uses it in a browser against
a server. Build first: npm run build. CHROMIUM_PATH names another browser than /usr/bin/chromium.`;

const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
if (values.help) console.log(HELP);
else await testNextExample();

async function testNextExample(): Promise<void> {
  const chromium = findChromium(process.env.CHROMIUM_PATH);
  if (!chromium) throw new Error("No Chromium at /usr/bin/chromium: name one by CHROMIUM_PATH");
  const startedAt = performance.now();
  const say = (text: string) =>
    console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  await using stack = new AsyncDisposableStack();
  const product = stack.adopt(await spawnServer(), (server) => server.dispose());
  const settings = { host: product.url, writeKey: product.report.writeKey };
  await buildNextExample(settings, say);
  const site = stack.adopt(await startNextExample(settings), (one) => one.stop());
  say(`serves ${site.origin}`);
  const browser = stack.adopt(await openBrowser(chromium), (one) => one.close());
  await visitNextExample({ browser, origin: site.origin, product, say });
}
