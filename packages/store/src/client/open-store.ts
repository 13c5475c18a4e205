import { fileURLToPath } from "node:url";
import type { Store } from "./database.ts";
import { migrateStore } from "./migrate-store.ts";
import type { PgliteOptions } from "./open-pglite.ts";
import { openPglite } from "./open-pglite.ts";
import type { PostgresOptions } from "./open-postgres.ts";
import { openPostgres } from "./open-postgres.ts";

export type StoreOptions = {
  /** URL of a Postgres server; absent = embedded. */
  databaseUrl?: string | undefined;
  /** Folder of the SQL migrations; the bundle carries its own copy. */
  migrationsDir?: string | undefined;
} & PgliteOptions &
  PostgresOptions;

/** Folder of the migrations beside the sources. */
const SOURCE_MIGRATIONS_DIR = fileURLToPath(new URL("../../migrations", import.meta.url));

/** Opens the store on the engine that the options name and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const store = options.databaseUrl ? await openPostgres(options.databaseUrl, options) : await openPglite(options);
  try {
    await migrateStore(store, options.migrationsDir ?? SOURCE_MIGRATIONS_DIR);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
