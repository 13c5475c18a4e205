import type { RequestClient } from "./request-client.ts";

/** Not a name of its own: a framework or a host that uses `request.rapport` for something else is left alone. */
const BOUND = Symbol.for("rapport.request-client");

/** Keeps the client of a request with the request. */
export function attach(request: object, client: RequestClient): void {
  Object.defineProperty(request, BOUND, { value: client, configurable: true });
}

/**
 * The client of a request: its visitor, context and consent are filled in.
 * @throws TypeError when the request did not come through the middleware
 */
export function rapportOf(request: object): RequestClient {
  if (!(BOUND in request)) throw new TypeError("This request did not come through Rapport's middleware");
  // as: only `attach` writes this symbol, and it takes nothing else
  return request[BOUND] as RequestClient;
}
