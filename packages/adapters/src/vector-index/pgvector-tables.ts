import { RapportError } from "@rapport/contracts/errors";
import type { VectorSpace } from "@rapport/ports/vector-index";
import type { Database, Store } from "@rapport/store/database";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";

/** Below this, comparing all rows takes a few milliseconds and finds everything. */
const INDEX_ROWS = 10_000;
/** Memory that building an index may take. */
const BUILD_MEMORY = "256MB";
/** Most dimensions that the engine indexes as 32-bit floats; above, as 16-bit ones. */
const MAX_FLOAT_DIMENSION = 2_000;
/** Any constant works, so long as every process uses the same and no other lock does. */
const PREPARE_LOCK = 7_210_941;

/** The table of a space, and how its column is written in statements. */
export type PgvectorTable = { id: number; table: SQL; type: SQL; isIndexed: boolean };

/** Makes the extension and the list of tables, where they are not there. */
export async function preparePgvector(store: Store): Promise<void> {
  try {
    await store.withTransaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${PREPARE_LOCK})`);
      await tx.execute(sql`create extension if not exists vector`);
      await tx.execute(sql`
        create table if not exists pgvector_spaces (
          project_id text not null, name text not null, dimension int not null,
          id bigint generated always as identity, is_indexed boolean not null default false,
          primary key (project_id, name, dimension))`);
    });
  } catch (cause) {
    const detail = "The database has no pgvector: install the extension `vector` 0.8 or newer on its server, ";
    throw new RapportError("invalid_parameter", `${detail}or set RAPPORT_VECTORS=memory`, { cause });
  }
  const [row] = await store.db.execute<{ v: string }>(
    sql`select extversion as v from pg_extension where extname = 'vector'`,
  );
  const [major = 0, minor = 0] = String(row?.v).split(".").map(Number);
  // Scans that go on where a filter needs more came with 0.8; without them a filtered search finds too few.
  if (major === 0 && minor < 8)
    throw new RapportError(
      "invalid_parameter",
      `The database has pgvector ${row?.v}: update the extension to 0.8 or newer`,
    );
}

export async function findTable(db: Database, space: VectorSpace): Promise<PgvectorTable | undefined> {
  const [row] = await db.execute<{ id: unknown; is_indexed: boolean }>(sql`
    select id, is_indexed from pgvector_spaces
    where project_id = ${space.projectId} and name = ${space.name} and dimension = ${space.dimension}`);
  return row && toTable(space, Number(row.id), row.is_indexed);
}

/** Whoever comes second waits for the first one's transaction and finds its table. */
export async function makeTable(tx: Database, space: VectorSpace): Promise<PgvectorTable> {
  const { projectId, name, dimension } = space;
  const [row] = await tx.execute<{ id: unknown }>(sql`
    insert into pgvector_spaces (project_id, name, dimension) values (${projectId}, ${name}, ${dimension})
    on conflict do nothing returning id`);
  if (!row) {
    const found = await findTable(tx, space);
    if (found) return found;
    throw new RapportError("unavailable", "The space is being dropped; try again");
  }
  const made = toTable(space, Number(row.id), false);
  await tx.execute(sql`
    create table ${made.table} (
      id text collate "C" primary key, embedding ${made.type} not null, labels jsonb not null)`);
  return made;
}

export async function dropTable(store: Store, space: VectorSpace): Promise<void> {
  await store.withTransaction(async (tx) => {
    const [row] = await tx.execute<{ id: unknown }>(sql`
      delete from pgvector_spaces
      where project_id = ${space.projectId} and name = ${space.name} and dimension = ${space.dimension} returning id`);
    if (row) await tx.execute(sql`drop table if exists ${toTable(space, Number(row.id), false).table}`);
  });
}

export async function isWorthIndex(db: Database, { table }: PgvectorTable): Promise<boolean> {
  const [row] = await db.execute<{ n: unknown }>(
    sql`select count(*) as n from (select 1 from ${table} limit ${INDEX_ROWS}) as firsts`,
  );
  return Number(row?.n) >= INDEX_ROWS;
}

/** Readers go on meanwhile, writers of this space wait. */
export async function buildIndex(store: Store, space: VectorSpace, found: PgvectorTable): Promise<void> {
  const operators = space.dimension > MAX_FLOAT_DIMENSION ? sql`halfvec_ip_ops` : sql`vector_ip_ops`;
  await store.withTransaction(async (tx) => {
    const [row] = await tx.execute<{ is_indexed: boolean }>(
      sql`select is_indexed from pgvector_spaces where id = ${found.id} for update skip locked`,
    );
    // Another server builds it, or has built it, or the space is gone.
    if (!row || row.is_indexed) return;
    await tx.execute(
      sql`select set_config('statement_timeout', '0', true), set_config('maintenance_work_mem', ${BUILD_MEMORY}, true)`,
    );
    await tx.execute(
      sql`create index on ${found.table} using hnsw (embedding ${operators}) with (m = 16, ef_construction = 128)`,
    );
    await tx.execute(sql`update pgvector_spaces set is_indexed = true where id = ${found.id}`);
  });
}

function toTable({ dimension }: VectorSpace, id: number, isIndexed: boolean): PgvectorTable {
  // Raw text: the number is the database's own, the dimension was checked; neither can be a parameter there.
  const type = sql.raw(dimension > MAX_FLOAT_DIMENSION ? `halfvec(${dimension})` : `vector(${dimension})`);
  return { id, table: sql.raw(`pgvector_space_${id}`), type, isIndexed };
}
