/**
 * A worker of agents as a process of its own, to be killed: `node flow-worker.ts <database> <seed>`. Says `ready` once it takes jobs.
 */
import { openStore } from "@rapport/store/client";
import { createTestServices } from "../../store/create-test-services.ts";
import { startAgents } from "../start-agents.ts";

const TICK_MS = 5;

const [databaseUrl = "", seed = "0"] = process.argv.slice(2);
const store = await openStore({ databaseUrl, exclusive: false });
const { services, clock } = createTestServices(store, Date.now(), Number(seed));
setInterval(() => {
  clock.nowMs = Date.now();
}, TICK_MS);
await startAgents(services, { isAlone: true });
process.stdout.write("ready\n");
