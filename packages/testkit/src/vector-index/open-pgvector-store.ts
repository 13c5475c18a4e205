import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import type { Database, Store } from "@rapport/store/database";
import { createDatabase } from "@rapport/store/database";

/** An embedded Postgres that has the extension pgvector, which the product's own embedded store does without. */
export async function openPgvectorStore(): Promise<Store> {
  const database = await PGlite.create({ extensions: { vector } });
  const runOn = (on: Pick<PGlite, "query">) =>
    createDatabase(async (text, params, rowMode) => (await on.query(text, params, { rowMode })).rows);
  const db = runOn(database);
  const store: Store = {
    engine: "pglite",
    isSecured: false,
    db,
    guarded: () => db,
    withTransaction: async <T>(work: (tx: Database) => Promise<T>) => {
      const result = await database.transaction((tx) => work(runOn(tx)));
      return result as T; // as: the transaction answers what the work answers
    },
    runScript: async (text) => (await database.exec(text)).flatMap(({ rows }) => rows),
    forProject: () => store,
    close: () => database.close(),
  };
  return store;
}
