import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import type { ApiEnv } from "../services.ts";

/** Request headers that the clients of the Segment family send from pages, and our own. */
const ALLOWED = [
  "authorization",
  "content-type",
  "content-encoding",
  "anonymousid",
  "sentat",
  "x-retry-count",
  "last-event-id",
  "idempotency-key",
  "traceparent",
  "tracestate",
];
/** RudderStack's client adds these to retries, and its releases add new ones: a closed list would lose the retries. */
const RETRY_HEADER = /^rsa-[a-z-]{1,40}$/;
const MOST_RETRY_HEADERS = 20;

const OPTIONS = {
  origin: "*",
  allowMethods: ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
  exposeHeaders: [
    "retry-after",
    "x-request-id",
    "traceparent",
    "ratelimit",
    "ratelimit-policy",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-mode",
  ],
  maxAge: 86_400,
};

/** What every answer to a page says that is not about what it may send. */
export const CORS_HEADERS = {
  "Access-Control-Allow-Origin": OPTIONS.origin,
  "Access-Control-Expose-Headers": OPTIONS.exposeHeaders.join(","),
};

/** CORS, open to every page and never with cookies: what a page may do here, its public key says. */
export function answerCors(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (c.req.method === "OPTIONS") return answerPreflight(c, next);
    await next();
    // On the answer itself: the library would begin one of its own before, and wrap the real one, its body as a stream.
    for (const [name, value] of Object.entries(CORS_HEADERS)) c.res.headers.set(name, value);
  };
}

const answerPreflight: MiddlewareHandler<ApiEnv> = (c, next) => {
  const names = (c.req.header("access-control-request-headers") ?? "").toLowerCase().split(/\s*,\s*/, 100);
  const retries = names.filter((name) => RETRY_HEADER.test(name)).slice(0, MOST_RETRY_HEADERS);
  return cors({ ...OPTIONS, allowHeaders: [...ALLOWED, ...retries] })(c, next);
};
