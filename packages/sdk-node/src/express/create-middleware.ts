import { attach } from "../request/attach.ts";
import type { EventSink, RequestOptions } from "../request/request-client.ts";
import { bindRequest } from "../request/request-client.ts";
import { readNodeVisit } from "../request/visit.ts";

/** What is read of a request of Express 4 or 5. */
export type ExpressRequest = {
  headers: Record<string, string | string[] | undefined>;
  protocol: string;
  originalUrl: string;
  ip?: string | undefined;
};

/**
 * Middleware that gives each request a client of its own, for `rapportOf(request)`. The visitor's address is
 * Express's `request.ip`, which follows its setting `trust proxy`.
 */
export function createMiddleware<Request extends ExpressRequest = ExpressRequest>(
  rapport: EventSink,
  options: RequestOptions<Request> = {},
): (request: Request, response: unknown, next: () => void) => void {
  return (request, _response, next) => {
    const { headers, protocol, originalUrl, ip } = request;
    const visit = readNodeVisit(headers, `${protocol}://${headers.host}${originalUrl}`, ip);
    attach(request, bindRequest(rapport, request, visit, options));
    next();
  };
}
