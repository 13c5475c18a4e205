import type { TrackingMessage } from "@rapport/contracts/messages";
import type { ErrorReporter } from "@rapport/sdk-core";
import type { ConsentOptions } from "./consent.ts";
import type { CoreRapport } from "./create-core.ts";
import type { Persistence } from "./storage.ts";

/** Answers the message to send (the same or another), or null to drop it. Throwing drops it too, and is reported. */
export type MessageHook = (message: TrackingMessage) => TrackingMessage | null;

/** An extension of a client. */
export type Plugin = {
  /** Called once, when the client has started. */
  start?(rapport: CoreRapport, options: InitOptions): void;
  /** Sees every message before it is stored or sent, in the order the plugins were added. */
  message?: MessageHook;
};

/** How the client is set up. */
export type InitOptions = ConsentOptions & {
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
  /** Where the visitor is remembered. Default `localStorage`. */
  persistence?: Persistence;
  /** Extensions, e.g. those of `@rapport/browser/autocapture`. */
  plugins?: Plugin[];
  /** Last look at every message, before it is stored or sent: change it, or answer null to drop it. */
  beforeSend?: MessageHook;
  /** Told about everything that goes wrong. Default: nobody. */
  onError?: ErrorReporter;
};
