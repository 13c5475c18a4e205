import { readText } from "../../lib/read-search.ts";

/** `webhook`: the one that is open, or `new`; `delivery`: the one whose payload is shown. */
export type WebhooksSearch = { webhook?: string | undefined; delivery?: string | undefined };

export function readWebhooksSearch(search: Record<string, unknown>): WebhooksSearch {
  return { webhook: readText(search.webhook), delivery: readText(search.delivery) };
}
