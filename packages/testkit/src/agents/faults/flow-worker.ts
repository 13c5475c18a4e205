/**
 * A worker of agents as a process of its own, to be killed: `node flow-worker.ts <database> <seed> <migrations>`. Says `ready` when it has
 * opened the store, and takes jobs from the first line that it is sent: the number of the boundary at which it dies, 0 for none.
 */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { openStore } from "@rapport/store/client";
import { createTestServices } from "../../store/create-test-services.ts";
import { startAgents } from "../start-agents.ts";
import { dieAt } from "./die-at.ts";

const TICK_MS = 5;

const [databaseUrl = "", seed = "0", migrationsDir] = process.argv.slice(2);
let lastBoundary = 0;
const opened = await openStore({ databaseUrl, exclusive: false, migrationsDir });
const store = dieAt(
  opened,
  () => lastBoundary,
  (boundary, text) => {
    writeSync(1, `${boundary}|${createHash("sha256").update(text).digest("hex").slice(0, 12)}`);
    process.kill(process.pid, "SIGKILL");
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
lastBoundary = Number(String(line));
await startAgents(services, { isAlone: true });
