import { appendFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openStore } from "./open-store.ts";

/**
 * Build step: an initialised and migrated data directory, so that a first start copies files instead of running
 * initdb. The settings keep the embedded engine small; it has one connection and no replicas.
 */
const target = fileURLToPath(new URL("../../dist/pglite-template", import.meta.url));
const working = `${target}.building`;
await rm(working, { recursive: true, force: true });
await (await openStore({ dataDir: working })).close();
await appendFile(
  `${working}/postgresql.conf`,
  "\nshared_buffers = 32MB\nwal_level = minimal\nmax_wal_senders = 0\nmax_wal_size = 128MB\nmin_wal_size = 32MB\n",
);
await rm(target, { recursive: true, force: true });
await rename(working, target);
