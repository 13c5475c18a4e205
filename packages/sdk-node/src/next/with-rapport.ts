import type { EventSink, RequestClient, RequestOptions } from "../request/request-client.ts";
import { bindRequest } from "../request/request-client.ts";
import type { Visit } from "../request/visit.ts";
import { readWebVisit } from "../request/visit.ts";

export type RouteOptions<Incoming> = RequestOptions<Incoming> & {
  /** Next's `after` of `next/server`: the queue is delivered when the answer is out. Without it the answer waits. */
  after?: ((task: () => Promise<void>) => void) | undefined;
};

/** Longest time that an answer waits for the delivery where there is no `after`. */
const FLUSH_MS = 1_000;

/**
 * Wraps a route handler of Next (or any handler of the Fetch standard): it gets the client of its request as its third
 * argument, and what it tracked is delivered before a serverless runtime may stop. Next does not know the
 * visitor's address: name it by `ip`.
 */
export function withRapport<Incoming extends Request, Context>(
  rapport: EventSink,
  handler: (request: Incoming, context: Context, rapport: RequestClient) => Response | Promise<Response>,
  options: RouteOptions<Incoming> = {},
): (request: Incoming, context: Context) => Promise<Response> {
  return async (request, context) => {
    try {
      return await handler(request, context, bindRequest(rapport, request, readVisit(request), options));
    } finally {
      await deliver(rapport, options.after);
    }
  };
}

/** Behind `next start` and most proxies `request.url` has the address that the process listens on; the visitor asked for another. */
function readVisit(request: Request): Visit {
  const visit = readWebVisit(request, undefined);
  const header = (name: string) => visit.header(name)?.split(",")[0]?.trim();
  const host = header("x-forwarded-host") ?? header("host");
  if (!host || !URL.canParse(request.url)) return visit;
  const { protocol, pathname, search } = new URL(request.url);
  const scheme = header("x-forwarded-proto") ?? protocol.slice(0, -1);
  return { ...visit, url: `${scheme}://${host}${pathname}${search}` };
}

async function deliver(rapport: EventSink, after: ((task: () => Promise<void>) => void) | undefined): Promise<void> {
  const flush = () => rapport.flush({ timeoutMs: FLUSH_MS });
  if (!after) return flush();
  try {
    after(flush);
  } catch {
    await flush(); // `after` of Next throws outside of a request
  }
}
