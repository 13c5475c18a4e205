import { CONNECTION_PROVIDERS } from "@rapport/contracts/connections";
import { readOneOf, readText } from "../../lib/read-search.ts";

const LONG = 4_000;

/** Which service is looked at; `code` and `state`, or `error`, where a provider has just sent the browser back. */
export function readConnectionsSearch(search: Record<string, unknown>) {
  return {
    provider: readOneOf(search.provider, CONNECTION_PROVIDERS),
    state: readText(search.state),
    // Codes are longer than what people type.
    code: typeof search.code === "string" ? search.code.slice(0, LONG) : readText(search.code),
    error: readText(search.error),
  };
}
