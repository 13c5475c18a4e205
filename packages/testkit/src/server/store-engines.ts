import { createFreshDatabase } from "./fresh-database.ts";
import type { ServerOptions, SpawnedServer } from "./spawn-server.ts";
import { spawnServer } from "./spawn-server.ts";

/** One engine that the product's store can stand on. */
export type StoreEngine = {
  name: "pglite" | "postgres";
  /** Starts the product on an empty store of this engine. */
  start: (options?: Omit<ServerOptions, "databaseUrl">) => Promise<SpawnedServer>;
};

/** The engines that can be had here: the embedded one, and a Postgres server if its URL is known. */
export function storeEngines(databaseServerUrl: string | undefined): StoreEngine[] {
  const engines: StoreEngine[] = [{ name: "pglite", start: spawnServer }];
  if (databaseServerUrl) {
    engines.push({ name: "postgres", start: (options) => startOnPostgres(databaseServerUrl, options) });
  }
  return engines;
}

async function startOnPostgres(databaseServerUrl: string, options: ServerOptions = {}): Promise<SpawnedServer> {
  const database = await createFreshDatabase(databaseServerUrl);
  return spawnServer({ ...options, databaseUrl: database.url, cleanUp: database.drop });
}
