import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Store } from "./database.ts";

/** Any constant works, so long as every Rapport process uses the same. */
export const MIGRATION_LOCK = 7_210_934;

/**
 * Applies the migrations that are not applied yet, all in one transaction. An advisory lock lets any number of
 * processes start at once on one server.
 */
export async function migrateStore(store: Store, migrationsDir: string): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: migrationsDir });
  await store.withTransaction(async (tx) => {
    // Building an index on a large table may take longer than any statement of the product.
    await tx.execute(sql`set local statement_timeout = 0`);
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await tx.execute(
      sql`create table if not exists rapport_migrations (hash text primary key, applied_at timestamptz not null default now())`,
    );
    const rows = await tx.execute<{ hash: string }>(sql`select hash from rapport_migrations`);
    const applied = new Set(rows.map((row) => row.hash));
    for (const migration of migrations) {
      if (applied.has(migration.hash)) continue;
      for (const statement of migration.sql) await tx.execute(sql.raw(statement));
      await tx.execute(sql`insert into rapport_migrations (hash) values (${migration.hash})`);
    }
  });
}
