import type postgres from "postgres";
import type { GuardStatements } from "./run-transaction.ts";
import { runTransaction } from "./run-transaction.ts";
import { PROJECT_SETTING } from "./tenant-role.ts";

/** What names a project to the policies: for the session, or for one transaction. */
const SET_SESSION = `select set_config('${PROJECT_SETTING}', $1, false)`;
const SET_LOCAL = `select set_config('${PROJECT_SETTING}', $1, true)`;
/** SQLSTATE of a setting that was never made: what a policy meets on a session that names no project. */
const UNKNOWN_SETTING = "42704";
/** A connection in a transaction takes nothing else until its end: so many statements count as one. */
const TRANSACTION_LOAD = 1_000;

type Connection = { sql: postgres.Sql; projectId: string | undefined; load: number };

/** A statement that is ready to be sent. */
type Statement<T> = (sql: postgres.Sql) => Promise<T> & { execute(): unknown };

/**
 * Connections of a role that sees the rows of one project at a time. Which one is a setting of the session that stays: a
 * statement of the same project costs nothing more, and one of another sends the setting ahead of itself, in the same packet, so
 * that nobody waits for it. A connection answers in the order of asking, so what is sent behind a setting runs under it.
 */
export class TenantPool {
  readonly #connections: Connection[];

  /**
   * @param connect opens one connection when it is first used; `onClose` is to be called whenever that is lost, as the setting
   *   goes with it
   */
  constructor(size: number, connect: (onClose: () => void) => postgres.Sql) {
    this.#connections = Array.from({ length: size }, () => {
      const connection: Connection = {
        sql: connect(() => {
          connection.projectId = undefined;
        }),
        projectId: undefined,
        load: 0,
      };
      return connection;
    });
  }

  /** Runs one statement under a project. */
  async run<T>(projectId: string, statement: Statement<T>): Promise<T> {
    const connection = this.#choose(projectId);
    connection.load += 1;
    try {
      return await send(connection, projectId, statement);
    } catch (error) {
      if (Reflect.get(Object(error), "code") !== UNKNOWN_SETTING) throw error;
      // The session was lost and made anew below us. The policy refused before a row was looked at: once more is safe.
      connection.projectId = undefined;
      return await send(connection, projectId, statement);
    } finally {
      connection.load -= 1;
    }
  }

  /** Runs a transaction under a project. */
  async begin<T>(
    projectId: string,
    work: (tx: postgres.TransactionSql, guard: GuardStatements) => Promise<T>,
  ): Promise<T> {
    const connection = this.#choose(projectId);
    connection.load += TRANSACTION_LOAD;
    try {
      return await runTransaction(connection.sql, async (tx, guard) => {
        await tx.unsafe(SET_LOCAL, [projectId], { prepare: true });
        return work(tx, guard);
      });
    } finally {
      connection.load -= TRANSACTION_LOAD;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#connections.map(({ sql }) => sql.end({ timeout: 5 })));
  }

  /** The least busy connection; among those, one that is under this project already. */
  #choose(projectId: string): Connection {
    const rank = (one: Connection) => one.load * 2 + (one.projectId === projectId ? 0 : 1);
    return this.#connections.reduce((best, one) => (rank(one) < rank(best) ? one : best));
  }
}

async function send<T>(connection: Connection, projectId: string, statement: Statement<T>): Promise<T> {
  const { sql } = connection;
  const isNamed = connection.projectId === projectId;
  connection.projectId = projectId;
  const named = isNamed ? undefined : sql.unsafe(SET_SESSION, [projectId], { prepare: true });
  const pending = statement(sql);
  // Both now: awaiting alone would send them a moment later, with another project's setting between them.
  named?.execute();
  pending.execute();
  try {
    // A failure of either is the failure of both: no rows are given out that were read under another project.
    const [rows] = await Promise.all([pending, named]);
    return rows;
  } catch (error) {
    connection.projectId = undefined;
    throw error;
  }
}
