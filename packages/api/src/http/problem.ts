import type { Problem } from "@rapport/contracts/errors";
import { ERROR_CODES, RapportError } from "@rapport/contracts/errors";
import { isStoreAway } from "@rapport/domain/store-away";
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import type { ApiEnv, ApiServices } from "../services.ts";

/** The one place where an error becomes an HTTP answer (RFC 9457). */
function answerProblem(c: Context<ApiEnv>, error: RapportError): Response {
  const { status, title } = ERROR_CODES[error.code];
  const problem: Problem = {
    type: `/docs#error-${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    docs: `/docs#error-${error.code}`,
    requestId: c.get("requestId"),
    ...(error.fields.length > 0 ? { errors: error.fields } : {}),
    ...error.members,
  };
  if (status === 503 || status === 429) c.header("Retry-After", String(error.retryAfterSeconds ?? 1));
  if (status === 401) c.header("WWW-Authenticate", 'Basic realm="Rapport"');
  return c.body(JSON.stringify(problem), status, { "Content-Type": "application/problem+json" });
}

/** Last resort of every route: known errors as they are, unknown ones as `internal` and in the log. */
export function onError(services: ApiServices): ErrorHandler<ApiEnv> {
  return (error, c) => {
    if (error instanceof RapportError) return answerProblem(c, error);
    const cause = error.cause instanceof Error ? error.cause : error;
    if (cause instanceof RapportError) return answerProblem(c, cause);
    if (isStoreAway(error)) {
      return answerProblem(c, new RapportError("unavailable", "The store cannot be reached at the moment; try again"));
    }
    const { requestId, traceId } = c.var;
    services.log.error("A request failed", { requestId, traceId, path: c.req.path, error: cause.message });
    return answerProblem(c, new RapportError("internal", "Something failed on our side; the log has the details"));
  };
}

export const notFound: NotFoundHandler<ApiEnv> = (c) =>
  answerProblem(c, new RapportError("not_found", `There is nothing at ${c.req.method} ${c.req.path}`));
