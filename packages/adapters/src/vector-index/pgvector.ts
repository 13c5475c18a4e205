import { checkEntries, checkQuery, checkSpace } from "@rapport/ports/check-vectors";
import type {
  VectorAnswer,
  VectorEntry,
  VectorIndex,
  VectorMatch,
  VectorQuery,
  VectorSpace,
} from "@rapport/ports/vector-index";
import type { Database, Store } from "@rapport/store/database";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { PgvectorTable } from "./pgvector-tables.ts";
import { buildIndex, dropTable, findTable, isWorthIndex, makeTable, preparePgvector } from "./pgvector-tables.ts";

/** Rows that one statement writes, reads or lists. */
const PAGE = 500;
/** Candidates that the index keeps while it searches, beyond what is asked for: recall for time (pgvector, `hnsw.ef_search`). */
const SEARCH_BREADTH = 200;
/** Most that the engine takes. */
const MAX_BREADTH = 1_000;

/**
 * Vectors in the store's own Postgres, by the extension pgvector. Each space has a table of its own, so that the index of one
 * holds nothing of another: neither a project's rows nor its recall depend on what others keep. Up to `INDEX_ROWS` all rows are
 * compared; the first query above it begins to build an HNSW index (Malkov and Yashunin, 2018), which answers from then on.
 *
 * @throws RapportError invalid_parameter where the extension cannot be had, or is older than 0.8
 */
export async function openPgvectorIndex(options: { store: Store }): Promise<VectorIndex> {
  await preparePgvector(options.store);
  return new PgvectorIndex(options.store);
}

class PgvectorIndex implements VectorIndex {
  readonly engine = "pgvector";
  readonly #store: Store;
  readonly #building = new Map<string, Promise<void>>();

  constructor(store: Store) {
    this.#store = store;
  }

  async upsert(space: VectorSpace, entries: readonly VectorEntry[]): Promise<void> {
    checkEntries(space, entries);
    if (entries.length === 0) return;
    const unique = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    await this.#store.withTransaction(async (tx) => {
      const { table, type } = (await findTable(tx, space)) ?? (await makeTable(tx, space));
      for (let from = 0; from < unique.length; from += PAGE) {
        const rows = unique
          .slice(from, from + PAGE)
          .map(({ id, vector, labels = {} }) => ({ id, v: toText(vector), l: labels }));
        await tx.execute(sql`
          insert into ${table} (id, embedding, labels)
          select r.id, r.v::${type}, r.l from json_to_recordset(${JSON.stringify(rows)}::json) as r(id text, v text, l jsonb)
          order by r.id on conflict (id) do update set embedding = excluded.embedding, labels = excluded.labels`);
      }
    });
  }

  async fetch(space: VectorSpace, ids: readonly string[]): Promise<Map<string, VectorEntry>> {
    checkSpace(space);
    const found = await findTable(this.#store.db, space);
    if (!found) return new Map();
    const rows = await this.#store.db.execute<Record<string, unknown>>(sql`
      select id, embedding::text as v, labels from ${found.table} where id in (${textsOf(ids)})`);
    return new Map(rows.map((row) => [String(row.id), { ...toLabelled(row), vector: toVector(row.v) }]));
  }

  async query(space: VectorSpace, query: VectorQuery): Promise<VectorAnswer> {
    checkQuery(space, query);
    const found = await findTable(this.#store.db, space);
    if (!found) return { matches: [], isExact: true, isDegraded: false };
    if (!found.isIndexed && (await isWorthIndex(this.#store.db, found))) this.#build(space, found);
    const matches = await this.#store.withTransaction(async (tx) => {
      await setSearch(tx, query.limit);
      return search(tx, found, query);
    });
    return { matches, isExact: !found.isIndexed, isDegraded: false };
  }

  async delete(space: VectorSpace, ids: readonly string[]): Promise<void> {
    checkSpace(space);
    const found = await findTable(this.#store.db, space);
    if (found) await this.#store.db.execute(sql`delete from ${found.table} where id in (${textsOf(ids)})`);
  }

  async *list(space: VectorSpace): AsyncGenerator<string> {
    checkSpace(space);
    const found = await findTable(this.#store.db, space);
    for (let afterId = ""; found; ) {
      const rows = await this.#store.db.execute<{ id: string }>(
        sql`select id from ${found.table} where id > ${afterId} order by id limit ${PAGE}`,
      );
      for (const { id } of rows) yield id;
      const last = rows.at(-1);
      if (!last) return;
      afterId = last.id;
    }
  }

  async count(space: VectorSpace): Promise<number> {
    checkSpace(space);
    const found = await findTable(this.#store.db, space);
    if (!found) return 0;
    const [row] = await this.#store.db.execute<{ n: unknown }>(sql`select count(*) as n from ${found.table}`);
    return Number(row?.n);
  }

  async drop(space: VectorSpace): Promise<void> {
    checkSpace(space);
    await this.#building.get(JSON.stringify(space));
    await dropTable(this.#store, space);
  }

  async close(): Promise<void> {
    await Promise.all(this.#building.values());
  }

  /** In the background, once; a failure leaves the comparison of all rows, and the next query tries again. */
  #build(space: VectorSpace, found: PgvectorTable): void {
    const key = JSON.stringify(space);
    if (this.#building.has(key)) return;
    const building = buildIndex(this.#store, space, found)
      .catch(() => undefined)
      .finally(() => this.#building.delete(key));
    this.#building.set(key, building);
  }
}

/** How the next statement of the transaction searches an index. */
async function setSearch(tx: Database, limit: number): Promise<void> {
  const breadth = Math.min(MAX_BREADTH, Math.max(SEARCH_BREADTH, 2 * limit));
  await tx.execute(sql`
    select set_config('hnsw.ef_search', ${String(breadth)}, true),
      -- Goes on with the next candidates where a filter or the limit asks for more than the breadth.
      set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.max_scan_tuples', '200000', true),
      -- A plan for parameters in general would not know the limit.
      set_config('plan_cache_mode', 'force_custom_plan', true)`);
}

async function search(tx: Database, { table, type }: PgvectorTable, query: VectorQuery): Promise<VectorMatch[]> {
  const near = sql`(embedding <#> ${toText(query.vector)}::${type})`;
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select id, labels, -${near} as score from ${table} where true ${whereOf(query)} order by ${near} limit ${query.limit}`);
  return rows
    .map((row) => ({ ...toLabelled(row), score: Number(row.score) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function whereOf({ where = {} }: VectorQuery): SQL {
  const conditions = Object.entries(where).map(
    ([label, values]) => sql` and labels ->> ${label}::text in (${textsOf(values)})`,
  );
  return sql.join(conditions);
}

const textsOf = (values: readonly string[]) =>
  sql`select value from json_array_elements_text(${JSON.stringify(values)}::json)`;

const toText = (vector: Float32Array) => `[${vector.join(",")}]`;

function toVector(text: unknown): Float32Array {
  return Float32Array.from(String(text).slice(1, -1).split(","), Number);
}

function toLabelled(row: Record<string, unknown>): Pick<VectorMatch, "id" | "labels"> {
  const { id, labels } = row;
  const parsed: unknown = typeof labels === "string" ? JSON.parse(labels) : labels;
  return { id: String(id), labels: parsed as VectorMatch["labels"] }; // as: the column holds what checkEntries let through
}
