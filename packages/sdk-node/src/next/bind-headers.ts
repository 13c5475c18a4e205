import type { EventSink, RequestClient, RequestOptions } from "../request/request-client.ts";
import { bindRequest } from "../request/request-client.ts";

/** What `headers()` of `next/headers` resolves to. */
export type HeaderReader = { get(name: string): string | null };

export type HeaderOptions = RequestOptions<HeaderReader> & {
  /** Next's `after` of `next/server`: the queue is delivered when the answer is out. Without it, await `rapport.flush()`. */
  after?: ((task: () => Promise<void>) => void) | undefined;
  /** Address of the page. Next does not tell a component its own; a server action's is known by itself. */
  url?: string | undefined;
};

/**
 * The client of a request from its headers alone, which is all that a server action and a server component of Next have:
 * `bindHeaders(rapport, await headers(), { after })`. Its visitor, consent and page are those of the request.
 */
export function bindHeaders(rapport: EventSink, headers: HeaderReader, options: HeaderOptions = {}): RequestClient {
  const header = (name: string) => headers.get(name) ?? undefined;
  // An action is posted by the page that it belongs to; that page's own referrer is not known any more.
  const isAction = header("next-action") !== undefined;
  const url = options.url ?? (isAction ? header("referer") : undefined) ?? "";
  const visit = { header: (name: string) => (isAction && name === "referer" ? undefined : header(name)), url };
  deliverAfter(rapport, options.after);
  return bindRequest(rapport, headers, visit, options);
}

function deliverAfter(rapport: EventSink, after: HeaderOptions["after"]): void {
  try {
    after?.(() => rapport.flush());
  } catch {
    // `after` of Next throws where there is no request, and events leave with the next batch of the process
  }
}
