import { fileURLToPath } from "node:url";
import type { Store } from "./database.ts";
import { migrateStore } from "./migrate-store.ts";
import type { PgliteOptions } from "./open-pglite.ts";
import { openPglite } from "./open-pglite.ts";
import type { PostgresOptions } from "./open-postgres.ts";
import { openPostgres } from "./open-postgres.ts";
import type { TenantOptions } from "./open-tenants.ts";
import { openTenants } from "./open-tenants.ts";
import { secureRows } from "./secure-rows.ts";

export type StoreOptions = {
  /** URL of a Postgres server; absent = embedded. */
  databaseUrl?: string | undefined;
  /** Folder of the SQL migrations; the bundle carries its own copy. */
  migrationsDir?: string | undefined;
} & PgliteOptions &
  PostgresOptions &
  TenantOptions;

/** Folder of the migrations beside the sources. */
const SOURCE_MIGRATIONS_DIR = fileURLToPath(new URL("../../migrations", import.meta.url));

/** Opens the store on the engine that the options name and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, migrationsDir = SOURCE_MIGRATIONS_DIR } = options;
  if (!databaseUrl) {
    const { store, forProjects } = await openPglite(options);
    await migrate(store, migrationsDir);
    // Whoever runs the embedded store can read its files: the wall is for those who ask for it.
    if (options.rowSecurity !== "on") return store;
    await orClose(store, () => store.withTransaction(secureRows));
    return forProjects(options.rewrite);
  }
  const opened = await openPostgres(databaseUrl, options);
  await migrate(opened.store, migrationsDir);
  return orClose(opened.store, () => openTenants(databaseUrl, opened, options));
}

function migrate(store: Store, migrationsDir: string): Promise<void> {
  return orClose(store, () => migrateStore(store, migrationsDir));
}

async function orClose<T>(store: Store, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await store.close();
    throw error;
  }
}
