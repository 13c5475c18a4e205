import type { TrackingMessage } from "@rapport/contracts/messages";
import type { ErrorReporter, MessageOptions } from "@rapport/sdk-core";
import type { ConsentChoice, ConsentOptions } from "./consent.ts";
import type { ConsentState } from "./consent-state.ts";
import type { Persistence } from "./storage.ts";

/** Properties of an event, or traits of a person. */
export type Facts = Record<string, unknown>;

/** What follows the name of an event: its properties may be left out unless the map of events demands some. */
export type EventFacts<Properties> =
  Record<never, never> extends Properties
    ? [properties?: Properties, options?: MessageOptions]
    : [properties: Properties, options?: MessageOptions];

/**
 * The client of a page. Every function may be called at any time, before `init` too, and none ever throws.
 * `Events` maps event names to their properties: `createRapport<{ "Signup Started": { plan: string } }>()`.
 */
export type CoreRapport<Events extends object = Record<string, Facts>> = {
  /** Starts sending. Later calls do nothing. On a server it does nothing at all. */
  init(options: InitOptions): void;
  /** Resolves when `init` was called. */
  ready: Promise<void>;
  /** The visitor did something. */
  track<Name extends keyof Events & string>(event: Name, ...facts: EventFacts<Events[Name]>): void;
  /** Ties the visitor to a user id and to traits; without an id, traits of the present visitor. */
  identify(userId: string | null | undefined, traits?: Facts, options?: MessageOptions): void;
  page(name?: string, properties?: Facts, options?: MessageOptions): void;
  screen(name?: string, properties?: Facts, options?: MessageOptions): void;
  group(groupId: string, traits?: Facts, options?: MessageOptions): void;
  /** Says that `previousId` (default: the present user, else the anonymous visitor) is the same person as `userId`. */
  alias(userId: string, previousId?: string, options?: MessageOptions): void;
  /** Forgets the user: a new anonymousId and a new session. */
  reset(): void;
  /**
   * Resolves when all events so far are settled or the time is over (default 5,000 ms), with the position of the last
   * answer: pass it as `after` to read your own writes.
   */
  flush(timeoutMs?: number): Promise<string | undefined>;
  /** Id of the visitor; "" before `init`. */
  anonymousId(): string;
  userId(): string | undefined;
  /** Remembers what the visitor decided, and obeys it in all tabs. Answers the state; `pending` before `init`. */
  consent(choice?: ConsentChoice): ConsentState;
  /** Adds an extension. Its `message` sees the messages recorded from then on. */
  use(plugin: Plugin): void;
};

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
