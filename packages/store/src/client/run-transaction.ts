import { RapportError } from "@rapport/contracts/errors";
import type postgres from "postgres";
import type { RunStatement } from "./database.ts";

/** Lets statements through as long as their transaction has its connection. */
export type GuardStatements = (run: RunStatement) => RunStatement;

/**
 * A transaction on one of a pool's connections. When that is gone the transaction fails, but its work may still go on, and the
 * connection come back for others: nothing of it may run there, least of all the commit.
 * @throws RapportError `unavailable` to what the work still asks for
 */
export async function runTransaction<T>(
  sql: postgres.Sql,
  work: (tx: postgres.TransactionSql, guard: GuardStatements) => Promise<T>,
): Promise<T> {
  let isOver = false;
  const guard: GuardStatements =
    (run) =>
    (...statement) =>
      isOver ? Promise.reject(lost()) : run(...statement);
  const begun = sql.begin(async (tx) => {
    const [outcome] = await Promise.allSettled([work(tx, guard)]);
    // Else the library would end whatever transaction it found on the connection.
    if (isOver) return new Promise(() => {});
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
  try {
    return (await begun) as T; // as: T is what the caller's own work resolves to
  } finally {
    isOver = true;
  }
}

function lost(): RapportError {
  return new RapportError("unavailable", "The transaction was lost with its connection; try again");
}
