import type { Problem } from "@rapport/contracts/errors";
import { ERROR_CODES, RapportError } from "@rapport/contracts/errors";
import { isStoreAway } from "@rapport/domain/store-away";
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import type { ApiEnv, ApiServices } from "../services.ts";

/** An answer as any server can give it. */
export type ProblemAnswer = {
  status: (typeof ERROR_CODES)[keyof typeof ERROR_CODES]["status"];
  headers: Record<string, string>;
  body: string;
};

/** What is known of the request that failed. */
type Failed = { requestId: string; traceId: string; path: string };

/** The one place where an error becomes an HTTP answer (RFC 9457): known errors as they are, unknown ones as `internal`. */
export function toProblem(services: ApiServices, error: unknown, request: Failed): ProblemAnswer {
  return describe(nameError(services, error, request), request.requestId);
}

function nameError(services: ApiServices, error: unknown, { requestId, traceId, path }: Failed): RapportError {
  if (error instanceof RapportError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof RapportError) return cause;
  if (error instanceof Error && isStoreAway(error)) {
    return new RapportError("unavailable", "The store cannot be reached at the moment; try again");
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  services.log.error("A request failed", { requestId, traceId, path, error: text });
  return new RapportError("internal", "Something failed on our side; the log has the details");
}

function describe(error: RapportError, requestId: string): ProblemAnswer {
  const { status, title } = ERROR_CODES[error.code];
  const problem: Problem = {
    type: `/docs#error-${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    docs: `/docs#error-${error.code}`,
    requestId,
    ...(error.fields.length > 0 ? { errors: error.fields } : {}),
    ...error.members,
  };
  const headers: Record<string, string> = { "Content-Type": "application/problem+json" };
  if (status === 503 || status === 429) headers["Retry-After"] = String(error.retryAfterSeconds ?? 1);
  // Not Basic, though that is taken, too: browsers answer it with a dialog of their own, in front of the sign-in page.
  if (status === 401) headers["WWW-Authenticate"] = 'Bearer realm="Rapport"';
  return { status, headers, body: JSON.stringify(problem) };
}

/** Last resort of every route. */
export function onError(services: ApiServices): ErrorHandler<ApiEnv> {
  return (error, c) => answer(c, toProblem(services, error, { ...c.var, path: c.req.path }));
}

function answer(c: Context<ApiEnv>, { status, headers, body }: ProblemAnswer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(body, status);
}

export const notFound: NotFoundHandler<ApiEnv> = (c) => {
  const error = new RapportError("not_found", `There is nothing at ${c.req.method} ${c.req.path}`);
  return answer(c, describe(error, c.get("requestId")));
};
