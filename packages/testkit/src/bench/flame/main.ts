import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBenchServer } from "../bench-server.ts";
import { sendBodies } from "../send-bodies.ts";
import { makeMessages, toBodies } from "../traffic.ts";
import { drawFlame } from "./draw-flame.ts";
import { foldProfile } from "./fold-profile.ts";
import { readServingProfile } from "./read-serving-profile.ts";

const HELP = `npm run bench:flame -- [--events 40000] [--batch 100] [--seed 7] [--out docs/images/ingest-flame.svg]

Where the server's thread spends its time while events come in, as a flame graph. DATABASE_URL puts the store on that
Postgres server. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "40000" },
    batch: { type: "string", default: "100" },
    seed: { type: "string", default: "7" },
    out: { type: "string", default: "docs/images/ingest-flame.svg" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** µs between samples, and the share of all below which a frame is not drawn. */
const INTERVAL = 250;
const LEAST_SHARE = 0.004;

const dir = await mkdtemp(join(tmpdir(), "rapport-flame-"));
const databaseUrl = process.env.DATABASE_URL || undefined;
const count = Number(values.events);
try {
  const server = await startBenchServer(databaseUrl, [
    "--cpu-prof",
    `--cpu-prof-dir=${dir}`,
    `--cpu-prof-interval=${INTERVAL}`,
  ]);
  const bodies = toBodies(makeMessages(count, Number(values.seed)), Number(values.batch));
  await sendBodies(`${server.url}/v1/batch`, server.key, bodies, 8);
  await server.settle();
  await server.stop();
  const tree = foldProfile(await readServingProfile(dir), LEAST_SHARE);
  const where = databaseUrl ? "Postgres" : "embedded engines";
  const title = `${count} events in batches of ${values.batch}, ${where}: ${(tree.micros / count).toFixed(1)} µs an event in the server's own thread`;
  await writeFile(values.out, drawFlame(tree, title));
  console.log(`${values.out}: ${title}`);
} finally {
  await rm(dir, { recursive: true, force: true });
}
