import { RapportError } from "@rapport/contracts/errors";

/** Whose fault a failed batch is: the data's, the moment's, a statement's that did not end, or nobody can tell. */
export type Failure = "poison" | "transient" | "timeout" | "unexplained";

/** SQLSTATE classes that blame the data: 22 data exception, 23 constraint, 54 limit exceeded (Postgres, appendix A). */
const POISON = /^(22|23|54)/;
/**
 * Classes that pass by themselves: 08 connection, 40 rollback, 53 resources, 57 operator, 58 system; sockets; and 25P03,
 * a transaction that this process left open for too long, as after a stop of the whole process.
 */
const TRANSIENT = /^(08|25P03|40|53|57|58|CONNECTION|ECONN|EPIPE|ETIMEDOUT)/;
/** SQLSTATE of a statement that ran out of time: the moment's fault once, the data's if it happens again. */
const QUERY_CANCELED = "57014";

/** Reads the database's error code, through the query builder's wrapping. */
export function classifyFailure(error: unknown): Failure {
  const cause = unwrap(error);
  if (cause instanceof RapportError) {
    if (codeOf(cause.cause) === QUERY_CANCELED) return "timeout";
    return cause.retryable ? "transient" : "unexplained";
  }
  const code = codeOf(cause);
  if (code === QUERY_CANCELED) return "timeout";
  if (typeof code !== "string") return "unexplained";
  if (POISON.test(code)) return "poison";
  return TRANSIENT.test(code) ? "transient" : "unexplained";
}

/** The database's own words, without the statement and its parameters: those hold people's data. */
export function describeFailure(error: unknown): string {
  const cause = unwrap(error);
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** The database's code, for whoever looks for what failed alike. */
export function readFailureCode(error: unknown): string {
  const cause = unwrap(error);
  const code = codeOf(cause instanceof RapportError ? cause.cause : cause);
  return typeof code === "string" ? code : "unexplained";
}

function unwrap(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error && !(error instanceof RapportError)
    ? error.cause
    : error;
}

function codeOf(error: unknown): unknown {
  return Reflect.get(Object(error), "code");
}
