import postgres from "postgres";
import type { RunStatement } from "./database.ts";

/** Object identifiers of the types whose text form must pass through untouched (pg_type). */
const TEXT_TYPES = { json: 114, jsonb: 3802, date: 1082, timestamp: 1114, timestamptz: 1184 } as const;
/** Connections of a process that own the tables, and as many that see one project at a time. */
export const MAX_CONNECTIONS = 10;
/**
 * A process that is stopped in the middle of a transaction holds its locks, and with them the partitions and the people
 * that another server is to take over; the database ends the transaction. No transaction of ours rests for so long.
 */
const IDLE_TRANSACTION_MS = 10_000;

export type ConnectOptions = {
  statementTimeoutMs?: number | undefined;
  /** A role that every statement runs as, and a name to be told by. */
  role?: string | undefined;
  max?: number;
  onclose?: () => void;
};

/** Connections to a server, each made when it is needed. */
export function connectPostgres(url: string, options: ConnectOptions = {}): postgres.Sql {
  const { statementTimeoutMs = 60_000, role, max = MAX_CONNECTIONS, onclose } = options;
  const sql = postgres(url, {
    max,
    onnotice: () => {},
    ...(onclose ? { onclose } : {}),
    connection: {
      application_name: "rapport",
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      // Statements are short: compiling one, on a guess that it is long, costs half a second.
      jit: false,
      ...(role === undefined ? {} : { role }),
    },
  });
  for (const oid of Object.values(TEXT_TYPES)) {
    sql.options.serializers[oid] = (value: unknown) => value;
    if (oid !== TEXT_TYPES.json && oid !== TEXT_TYPES.jsonb) sql.options.parsers[oid] = (value: string) => value;
  }
  return sql;
}

export function runOn(sql: postgres.Sql | postgres.TransactionSql): RunStatement {
  return async (text, params, rowMode) => toStatement(sql, text, params, rowMode);
}

/** A statement that is sent when somebody waits for it, or at once by its `execute`. */
export function toStatement(
  sql: postgres.Sql | postgres.TransactionSql,
  ...[text, params, rowMode]: Parameters<RunStatement>
): Promise<unknown[]> & { execute(): unknown } {
  // as: postgres.js takes what its serializers take; the query builder has already turned values into text
  const statement = sql.unsafe(text, params as postgres.ParameterOrJSON<never>[], { prepare: true });
  return rowMode === "array" ? statement.values() : statement;
}
