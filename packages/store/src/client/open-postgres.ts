import postgres from "postgres";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";
import { DatabaseLock } from "./database-lock.ts";

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

/** Object identifiers of the types whose text form must pass through untouched (pg_type). */
const TEXT_TYPES = { json: 114, jsonb: 3802, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;
const MAX_CONNECTIONS = 10;
/**
 * A process that is stopped in the middle of a transaction holds its locks, and with them the partitions and the people
 * that another server is to take over; the database ends the transaction. No transaction of ours rests for so long.
 */
const IDLE_TRANSACTION_MS = 10_000;

/**
 * Connects to a Postgres server by URL.
 * @throws RapportError `unavailable` when another server uses the database
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Store> {
  const lock = options.exclusive === false ? undefined : new DatabaseLock(url, options.shared ? "shared" : "exclusive");
  const sql = connect(url, options.statementTimeoutMs ?? 60_000);
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
  return {
    engine: "postgres",
    db: createDatabase(run),
    guarded: (guard) => createDatabase((...statement) => guard(() => run(...statement))),
    withTransaction: async (work) => {
      await lock?.hold();
      return sql.begin((tx) => work(createDatabase(runOn(tx)))) as ReturnType<typeof work>; // as: postgres.js types the result as an unwrapped array of promises
    },
    runScript: async (text) => {
      await lock?.hold();
      return runScript(sql, text);
    },
    listen: async (channel, onMessage, onConnected) => {
      const { unlisten } = await sql.listen(channel, onMessage, onConnected);
      return unlisten;
    },
    close,
  };
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

function connect(url: string, statementTimeoutMs: number): postgres.Sql {
  const sql = postgres(url, {
    max: MAX_CONNECTIONS,
    onnotice: () => {},
    connection: {
      application_name: "rapport",
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      // Statements are short: compiling one, on a guess that it is long, costs half a second.
      jit: false,
    },
  });
  for (const oid of Object.values(TEXT_TYPES)) {
    sql.options.serializers[oid] = (value: unknown) => value;
    if (oid !== TEXT_TYPES.json && oid !== TEXT_TYPES.jsonb) sql.options.parsers[oid] = (value: string) => value;
  }
  return sql;
}

function runOn(sql: postgres.Sql | postgres.TransactionSql): RunStatement {
  return async (text, params, rowMode) => {
    // as: postgres.js takes what its serializers take; the query builder has already turned values into text
    const statement = sql.unsafe(text, params as postgres.ParameterOrJSON<never>[], { prepare: true });
    return rowMode === "array" ? await statement.values() : await statement;
  };
}
