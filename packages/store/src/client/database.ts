import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import { drizzle } from "drizzle-orm/pg-proxy";

/** Query builder over one connection; inside `withTransaction` it is the transaction's own connection. */
export type Database = PgRemoteDatabase<Record<string, never>>;

/** What an engine gives for one statement: rows as arrays (query builder) or as objects (raw statements). */
export type RunStatement = (text: string, params: unknown[], rowMode: "array" | "object") => Promise<unknown[]>;

/** Runs a call, or refuses to. @param text of the statement */
export type Guard = <T>(call: () => Promise<T>, text: string) => Promise<T>;

/** The store of one process: one query surface over PGlite and Postgres. */
export interface Store {
  readonly engine: "pglite" | "postgres";
  /** Whether what `forProject` answers reaches that project's rows only, whatever a statement asks for. */
  readonly isSecured: boolean;
  /** Statements outside a transaction, each on any free connection. */
  readonly db: Database;
  /** The same as `db`, each statement run by `guard`: a circuit breaker where somebody waits for the answer. */
  guarded(guard: Guard): Database;
  /** Runs `work` in one transaction: commits when it resolves, rolls back and rethrows when it rejects. */
  withTransaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  /**
   * Runs a text of any number of statements without parameters, as libraries with tables of their own send them (they may
   * begin and commit within it), and answers the rows of all. What fails in the middle leaves no transaction open.
   */
  runScript(text: string): Promise<unknown[]>;
  /**
   * Follows a channel of the database; `onConnected` is called each time the following begins, also after a loss, during
   * which messages may have been missed. Absent where the store has no other processes to hear from.
   */
  readonly listen?: (
    channel: string,
    onMessage: (payload: string) => void,
    onConnected: () => void,
  ) => Promise<() => Promise<void>>;
  /**
   * The store as one project may use it. Where the engine has a role for it, statements see and change that project's rows only,
   * whatever they ask for; elsewhere it is this store.
   */
  forProject(projectId: string): Store;
  /** Waits for statements under way, then disconnects. */
  close(): Promise<void>;
}

/** Wraps an engine's statement runner in drizzle. One driver serves both engines, so every query is written once. */
export function createDatabase(run: RunStatement): Database {
  return drizzle(
    async (text, params, method) => {
      const rows = await run(text, params, method === "execute" ? "object" : "array");
      return { rows };
    },
    { casing: "snake_case" },
  );
}
