import type { ErrorReporter } from "@rapport/sdk-core";

/** How the client is set up. */
export type InitOptions = {
  /** Public key of the project, `pk_…`. */
  writeKey?: string;
  /** Another name for `writeKey`. */
  apiKey?: string;
  /** Address of the Rapport server, e.g. `https://rapport.example.com`. */
  host: string;
  /** Longest wait of an event for company, milliseconds. Default 500. */
  flushIntervalMs?: number;
  /** Track page views, those of single-page applications included. Default false. */
  autoPage?: boolean;
  /** Told about everything that goes wrong. Default: nobody. */
  onError?: ErrorReporter;
};
