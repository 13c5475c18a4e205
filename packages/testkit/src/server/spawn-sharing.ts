import type { SpawnedServer } from "./spawn-server.ts";
import { spawnServer } from "./spawn-server.ts";

/** Short, so that partitions are soon split anew; the product's own is longer. */
export const SHARING_LEASE_MS = 1_000;

/** Starts one of several servers that share a Postgres server and a log, which is in its tables unless said. */
export function spawnSharing(databaseUrl: string, eventLog = "postgres"): Promise<SpawnedServer> {
  return spawnServer({
    databaseUrl,
    env: {
      RAPPORT_EVENT_LOG: eventLog,
      RAPPORT_WRITE_KEY: "pk_of_the_fleet",
      RAPPORT_SECRET_KEY: "sk_of_the_fleet",
      RAPPORT_SESSION_SECRET: "a secret of the fleet for its sessions",
      RAPPORT_LEASE_MS: String(SHARING_LEASE_MS),
      RAPPORT_DEMO: "off",
    },
  });
}
