import { sql } from "drizzle-orm";
import type { Database, Store } from "../client/database.ts";
import { toNumber } from "./raw.ts";

/** What a table has been through. */
export type TableCounts = {
  /** Its schema and name, quoted as a statement has them. */
  name: string;
  /** Rows that were added, changed or deleted since the planner's statistics were gathered. */
  changedRows: number;
  liveRows: number;
  /** Old versions of rows whose room is not given back. */
  deadRows: number;
  /** Transactions since the oldest that a row of it still tells apart from later ones; at 2^31 the database stops. */
  age: number;
  /** A table of the database's own. */
  isCatalog: boolean;
};

/** All tables of this database. */
export async function listTables(db: Database): Promise<TableCounts[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select format('%I.%I', s.schemaname, s.relname) as name, s.n_mod_since_analyze as changed, s.n_live_tup as live,
      s.n_dead_tup as dead, age(c.relfrozenxid) as age, s.schemaname = 'pg_catalog' as is_catalog
    from pg_stat_all_tables s join pg_class c on c.oid = s.relid
    where c.relkind = 'r' and s.schemaname not in ('pg_toast', 'information_schema') order by 1`);
  return rows.map((row) => ({
    name: String(row.name),
    changedRows: toNumber(row.changed),
    liveRows: toNumber(row.live),
    deadRows: toNumber(row.dead),
    age: toNumber(row.age),
    isCatalog: row.is_catalog === true,
  }));
}

/** Rows from which a table is sampled as the server is set to: 30,000 rows by default, which are a tenth of it then. */
const LARGE_ROWS = 300_000;
/** Samples 300 times as many rows; what the embedded engine is set to. */
const SMALL_TARGET = 10;

/**
 * Gathers the planner's statistics of a table; remembered plans are made anew. Left out while somebody else works at it. A table that
 * grows is analysed again and again, and as a whole up to 30,000 rows: a tenth of that sample tells apart what plans are
 * chosen by.
 */
export async function analyzeTable(store: Store, { name, liveRows }: TableCounts): Promise<void> {
  await store.withTransaction(async (tx) => {
    if (liveRows < LARGE_ROWS) await tx.execute(sql.raw(`set local default_statistics_target = ${SMALL_TARGET}`));
    await tx.execute(sql.raw(`analyze (skip_locked) ${name}`));
  });
}

/** Gives the room of a table's dead rows back for new ones. */
export async function vacuumTable(db: Database, { name }: TableCounts): Promise<void> {
  await db.execute(sql.raw(`vacuum (skip_locked) ${name}`));
}
