import postgres from "postgres";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";

/** Object identifiers of the types whose text form must pass through untouched (pg_type). */
const TEXT_TYPES = { json: 114, jsonb: 3802, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;

/** Connects to a Postgres server by URL. */
export async function openPostgres(url: string, maxConnections = 10): Promise<Store> {
  const sql = postgres(url, { max: maxConnections, onnotice: () => {}, connection: { application_name: "rapport" } });
  for (const oid of Object.values(TEXT_TYPES)) {
    sql.options.serializers[oid] = (value: unknown) => value;
    if (oid !== TEXT_TYPES.json && oid !== TEXT_TYPES.jsonb) sql.options.parsers[oid] = (value: string) => value;
  }
  await sql`select 1`;
  return {
    engine: "postgres",
    db: createDatabase(runOn(sql)),
    withTransaction: (work) => sql.begin((tx) => work(createDatabase(runOn(tx)))) as ReturnType<typeof work>, // as: postgres.js types the result as an unwrapped array of promises
    close: () => sql.end({ timeout: 5 }),
  };
}

function runOn(sql: postgres.Sql | postgres.TransactionSql): RunStatement {
  return async (text, params, rowMode) => {
    // as: postgres.js takes what its serializers take; the query builder has already turned values into text
    const statement = sql.unsafe(text, params as postgres.ParameterOrJSON<never>[], { prepare: true });
    return rowMode === "array" ? await statement.values() : await statement;
  };
}
