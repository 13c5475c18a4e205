import { attach } from "../request/attach.ts";
import type { EventSink, RequestOptions } from "../request/request-client.ts";
import { bindRequest } from "../request/request-client.ts";
import { readWebVisit } from "../request/visit.ts";

/** What is read of Hono's context; `executionCtx` throws where the runtime has none. */
export type HonoContext = {
  req: { raw: Request };
  readonly executionCtx: { waitUntil(promise: Promise<unknown>): void };
};

/**
 * Middleware that gives each request a client of its own, for `rapportOf(c)`. In a worker, which may be stopped after
 * the answer, the queue is delivered by `waitUntil`. Hono does not know the visitor's address: name it by `ip`.
 */
export function createMiddleware<Context extends HonoContext = HonoContext>(
  rapport: EventSink,
  options: RequestOptions<Context> = {},
): (c: Context, next: () => Promise<void>) => Promise<void> {
  return async (c, next) => {
    attach(c, bindRequest(rapport, c, readWebVisit(c.req.raw, undefined), options));
    try {
      await next();
    } finally {
      flushLater(c, rapport);
    }
  };
}

function flushLater(c: HonoContext, rapport: EventSink): void {
  try {
    c.executionCtx.waitUntil(rapport.flush());
  } catch {
    // A server that lives on delivers by itself.
  }
}
