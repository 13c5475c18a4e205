import type { ErrorReporter, OverflowPolicy } from "@rapport/sdk-core";
import type { OpenTelemetry } from "./open-telemetry/open-telemetry.ts";
import { traceRequests } from "./open-telemetry/trace-requests.ts";
import type { RequestObserver } from "./request-observer.ts";

/** How a client is made. Only `writeKey` and `host` are needed. */
export type RapportOptions = {
  /** `pk_…` or `sk_…` key that events are sent with. */
  writeKey: string;
  /** Address of the Rapport server, e.g. `https://rapport.example.com`. */
  host: string;
  /** `sk_…` key for questions about any person (`getProfile`); never give it to a browser. */
  secretKey?: string;
  /** `whsec_…` secret of a key whose requests must be signed. Such a key only sends events: questions need a `secretKey`. */
  signingSecret?: string;
  /** Longest wait of an event for a full batch. Default 500 ms. */
  flushIntervalMs?: number;
  /** Events in one request. Default 500. */
  batchEvents?: number;
  /** Bytes of one request before compression. Default 500,000. */
  batchBytes?: number;
  /** Bound of the queue in events. Default 1,000,000. */
  queueEvents?: number;
  /** Bound of the queue in bytes of JSON. Default 48 MiB, which keeps a process within 128 MiB of its size without events. */
  queueBytes?: number;
  /**
   * What gives way when the queue is full. Default `drop-oldest`. With `block` it is the caller, who calls
   * `await rapport.waitForRoom()` before each call; one that does not is refused like the newest event.
   */
  overflow?: OverflowPolicy;
  /** Requests under way at once. Default 4. */
  maxInFlight?: number;
  /** Longest wait for one answer. Default 10,000 ms. */
  requestTimeoutMs?: number;
  /** Longest first wait after a failure; doubles up to `retryMaxMs`. Defaults 200 and 2,000 ms. */
  retryBaseMs?: number;
  retryMaxMs?: number;
  /** Longest time that a process which has nothing else to do waits for queued events. Default 5,000 ms. */
  exitTimeoutMs?: number;
  /** Compress requests. Default true. */
  gzip?: boolean;
  /** Told about everything that goes wrong. Default: nobody. */
  onError?: ErrorReporter;
  /** Follows each request, e.g. as a span; may add headers such as `traceparent`. */
  onRequest?: RequestObserver;
  /** The module `@opentelemetry/api`: requests become spans, `traceparent` travels with them, and counters become metrics. */
  openTelemetry?: OpenTelemetry;
};

/** Options that need a process and a disk. */
export type NodeOptions = RapportOptions & {
  /**
   * Folder that every event is written to before a call returns, and stays in until it is settled: no crash of the
   * process loses it, and the next client on the folder delivers it. Several processes may share one.
   */
  spoolDir?: string;
  /** Bound of what this client keeps in `spoolDir`. Default 1 GiB. A full one refuses the newest events. */
  spoolBytes?: number;
  /** Deliver the queue when SIGTERM or SIGINT arrives, for at most `exitTimeoutMs`. Default true. */
  flushOnSignals?: boolean;
};

const DEFAULTS = {
  flushIntervalMs: 500,
  batchEvents: 500,
  batchBytes: 500_000,
  /** The limit of the tracking API for one event. */
  eventBytes: 32 * 1024,
  queueEvents: 1_000_000,
  queueBytes: 48 * 1024 * 1024,
  overflow: "drop-oldest" as OverflowPolicy, // as: widens the literal to the policy it is the default of
  maxInFlight: 4,
  requestTimeoutMs: 10_000,
  retryBaseMs: 200,
  retryMaxMs: 2_000,
  exitTimeoutMs: 5_000,
  gzip: true,
  onError: () => {},
};

/** Options with every default in place. */
export type Settings = RapportOptions & typeof DEFAULTS;

/** @throws TypeError without a key or a usable host: a client that could never deliver must not look like one. */
export function readOptions(options: RapportOptions): Settings {
  if (!options.writeKey) throw new TypeError("Rapport needs a writeKey");
  if (!URL.canParse(options.host))
    throw new TypeError("Rapport needs the host's address, e.g. https://rapport.example.com");
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const host = options.host.replace(/\/+$/, "");
  // as: `given` holds what is defined of `options`, whose required members were checked above
  return { ...DEFAULTS, ...(given as RapportOptions), host, ...observeBy(options) } as Settings;
}

/** Tracing is an aid: one that cannot be set up is done without. */
function observeBy({ openTelemetry, onRequest }: RapportOptions): { onRequest?: RequestObserver } {
  try {
    return openTelemetry ? { onRequest: traceRequests(openTelemetry, onRequest) } : {};
  } catch {
    return {};
  }
}
