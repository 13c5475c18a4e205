import { randomBytes } from "node:crypto";
import { appendFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { agentRunAdvance } from "@rapport/domain/agents/agent-run-advance";
import { JobQueue } from "@rapport/domain/jobs/job-queue";
import { openStore } from "@rapport/store/client";
import { JOB_HANDLERS } from "./job-handlers.ts";
import { createLogger } from "./logger.ts";

/**
 * Build step: an initialised and migrated data directory with the tables of the job queue, so that a first start copies files
 * instead of running initdb and scripts. The settings keep the embedded engine small; it has one connection and no replicas.
 */
const target = fileURLToPath(new URL("../dist/pglite-template", import.meta.url));
const working = `${target}.building`;
await rm(working, { recursive: true, force: true });
const store = await openStore({ dataDir: working });
const jobs = new JobQueue({ store, log: createLogger(), now: Date.now, randomBytes });
await jobs.prepare([...JOB_HANDLERS.map(({ definition }) => definition), agentRunAdvance]);
await jobs.close();
await store.close();
await appendFile(
  `${working}/postgresql.conf`,
  "\nshared_buffers = 16MB\nwal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 128MB\nmin_wal_size = 32MB\n",
);
await rm(target, { recursive: true, force: true });
await rename(working, target);
