import type { SendRequest } from "../http/platform-client.ts";

/** What a service that only answers is opened with. */
export type SourceOptions = {
  apiKey: string;
  send: SendRequest;
  now: () => number;
  /** Tests name their fake. */
  baseUrl?: string;
};
