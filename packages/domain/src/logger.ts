/** Where a verb writes what operators read; never event contents. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/**
 * An error for a line of the log. One of the query builder repeats the statement with its parameters, which hold what people
 * did and who they are: the database's own words take its place.
 */
export function tellError(error: unknown): string {
  const isQuery = error instanceof Error && error.message.startsWith("Failed query:");
  return String(isQuery ? (error.cause ?? "A statement failed") : error);
}
