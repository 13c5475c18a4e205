import { parseArgs } from "node:util";
import { CLIENTS } from "../sdk/clients.ts";
import { installPeers } from "../sdk/install-peers.ts";
import { measureEnds } from "./measure-ends.ts";
import { measureOutage } from "./measure-outage.ts";
import { OUTAGES } from "./outage-server.ts";

const HELP = `npm run bench:outages -- [--seconds 30] [--peers]

The Node client at its defaults while its server is away in eight ways, called 100 times a second all the time, and how its
processes end. Build first: npm run build.
  --peers  four clients of others meet the same, one after the other; they are installed into .cache/bench-sdk`;

const PEERS = ["posthog-node", "@segment/analytics-node", "@rudderstack/rudder-sdk-node", "@amplitude/analytics-node"];

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    peers: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else {
  await measure("@rapport/node");
  print(["end of a process with 1,000 events", "delivered", "told", "ms"], await measureEnds());
  console.log("\nms: from the last answer to the exit where the process delivers, else from the last call.");
  if (values.peers) await measurePeers();
  process.exit();
}

async function measurePeers(): Promise<void> {
  installPeers(PEERS);
  // Some of them reject what nobody awaits, which would end this process.
  process.on("unhandledRejection", () => {});
  for (const name of PEERS) await measure(name);
}

async function measure(name: string): Promise<void> {
  const make = CLIENTS[name]?.make;
  if (!make) throw new Error(`There is no ${name}`);
  // Each with a server and a client of its own; side by side they take as long as one.
  const rows = await Promise.all(
    OUTAGES.map(async (one) => [one, ...(await measureOutage(one, Number(values.seconds), (url) => make(url, "")))]),
  );
  const head = [
    "calls",
    "not there after a minute",
    "with two ids",
    "copies",
    "left at close",
    "requests meanwhile",
    "first answer after, s",
  ];
  print([`${name}: server away`, ...head], rows);
}

function print(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  console.log(`\n| ${head.join(" | ")} |\n|${head.map(() => "---|").join("")}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}
