import { RapportError } from "@rapport/contracts/errors";

/** SQLSTATE classes 08 connection, 53 resources, 57P shutdown (Postgres, appendix A); and what sockets say. */
const AWAY = /^(08|53|57P|CONNECTION|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT)/;

/** Whether a failure says that the store does not answer now, through the query builder's wrapping. */
export function isStoreAway(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  for (const each of [error, cause]) if (each instanceof RapportError) return each.code === "unavailable";
  const code: unknown = Reflect.get(Object(cause), "code");
  return typeof code === "string" && AWAY.test(code);
}
