import type postgres from "postgres";
import { connectPostgres, runOn } from "./connect-postgres.ts";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";
import { DatabaseLock } from "./database-lock.ts";
import { runTransaction } from "./run-transaction.ts";

/** How to connect to a Postgres server. */
export type PostgresOptions = {
  /**
   * False for what works beside a running server: tools and tests that read. Otherwise the store holds the database's
   * lock for its life, and whoever may not be beside it is refused.
   */
  exclusive?: boolean | undefined;
  /** True when several servers share the database, because they share an event log: each refuses one that does not. */
  shared?: boolean | undefined;
  statementTimeoutMs?: number | undefined;
};

/** A store on a Postgres server, and what each statement of the process waits for: the database's lock. */
export type PostgresStore = { store: Store; hold: () => Promise<void> | undefined };

/**
 * Connects to a Postgres server by URL, as the owner of the tables.
 * @throws RapportError `unavailable` when another server uses the database
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresStore> {
  const lock = options.exclusive === false ? undefined : new DatabaseLock(url, options.shared ? "shared" : "exclusive");
  const sql = connectPostgres(url, options);
  const close = async () => {
    await sql.end({ timeout: 5 });
    await lock?.release();
  };
  try {
    await lock?.hold();
    await sql`select 1`;
  } catch (error) {
    await close();
    throw error;
  }
  const runUnlocked = runOn(sql);
  const run: RunStatement = async (...statement) => {
    await lock?.hold();
    return runUnlocked(...statement);
  };
  const store: Store = {
    engine: "postgres",
    isSecured: false,
    db: createDatabase(run),
    guarded: (guard) => createDatabase((...statement) => guard(() => run(...statement), statement[0])),
    withTransaction: async (work) => {
      await lock?.hold();
      return runTransaction(sql, (tx, guard) => work(createDatabase(guard(runOn(tx)))));
    },
    runScript: async (text) => {
      await lock?.hold();
      return runScript(sql, text);
    },
    listen: async (channel, onMessage, onConnected) => {
      const { unlisten } = await sql.listen(channel, onMessage, onConnected);
      return unlisten;
    },
    forProject: () => store,
    close,
  };
  return { store, hold: () => lock?.hold() };
}

/** On one connection, as the simple protocol sends it. */
async function runScript(sql: postgres.Sql, text: string): Promise<unknown[]> {
  const connection = await sql.reserve();
  try {
    // as: the answer to several statements is a list of lists, which the library's types leave out
    const answer: unknown = await connection.unsafe(text).simple();
    return Array.isArray(answer) ? answer.flat() : [];
  } catch (error) {
    // Else the next user of the connection would find the transaction that the text left aborted.
    await connection.unsafe("rollback").catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}
