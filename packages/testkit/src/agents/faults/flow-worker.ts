/**
 * A worker of agents as a process of its own, to be killed: `node flow-worker.ts <database> <seed> <migrations> <alone|beside>`. Says `ready`
 * when it has opened the store, and takes jobs from the first line that it is sent: the number of the boundary at which it dies, 0 for none, and the
 * signal. On SIGTERM it ends as a server does: the steps under way are finished, and the jobs go back.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { openStore } from "@rapport/store/client";
import { createTestServices } from "../../store/create-test-services.ts";
import { startAgents } from "../start-agents.ts";
import { dieAt } from "./die-at.ts";
import { notingCalls } from "./instruments.ts";

const TICK_MS = 5;

const [databaseUrl = "", seed = "0", migrationsDir, others = "alone"] = process.argv.slice(2);
let lastBoundary = 0;
let signal: NodeJS.Signals = "SIGKILL";
const opened = await openStore({ databaseUrl, exclusive: false, migrationsDir });
const store = dieAt(
  opened,
  () => lastBoundary,
  (boundary, text) => {
    writeSync(1, `${boundary}|${createHash("sha256").update(text).digest("hex").slice(0, 12)}`);
    process.kill(process.pid, signal);
  },
);
const { services, clock } = createTestServices(store, Date.now(), Number(seed));
setInterval(() => {
  clock.nowMs = Date.now();
}, TICK_MS);
// Whoever started it has ended.
process.stdin.on("end", () => process.exit(1));
process.stdout.write("ready\n");
const [line] = await once(process.stdin, "data");
const [boundary, how] = String(line).trim().split(" ");
lastBoundary = Number(boundary);
signal = how === "SIGTERM" ? "SIGTERM" : "SIGKILL";
// By a store of its own, which no boundary is counted on.
const adPlatforms = notingCalls(services.adPlatforms, opened, process.pid);
const agents = await startAgents({ ...services, adPlatforms }, { isAlone: others === "alone" });
process.once("SIGTERM", async () => {
  await agents.end();
  await services.jobs.close();
  await opened.close();
  process.exit(0);
});
