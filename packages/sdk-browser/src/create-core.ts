import type { TrackingMessage } from "@rapport/contracts/messages";
import type { MessageOptions } from "@rapport/sdk-core";
import type { ConsentChoice, ConsentState } from "./consent.ts";
import { createLifeCycle } from "./life-cycle.ts";
import type { InitOptions, Plugin } from "./options.ts";
import { describePage } from "./page-context.ts";

const FLUSH_BUDGET_MS = 5_000;

type Facts = Record<string, unknown>;

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
  track<Name extends keyof Events & string>(event: Name, properties?: Events[Name], options?: MessageOptions): void;
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

/** A client that is not set up yet. Calls are kept, with the time they were made, until it is. */
export function createCore<Events extends object = Record<string, Facts>>(
  now: () => number = Date.now,
): CoreRapport<Events> {
  const { init, run, use, ready, getClient } = createLifeCycle(now, () => rapport);
  const record = (fields: TrackingMessage, options?: MessageOptions) =>
    run((client, timeMs) => client.record(fields, options, timeMs));
  const rapport: CoreRapport = {
    init,
    ready,
    use,
    track: (event, properties, options) => record({ type: "track", event, properties }, options),
    identify: (userId, traits, options) => record({ type: "identify", ...(userId && { userId }), traits }, options),
    page: (name, properties, options) =>
      run((client, timeMs) =>
        client.record({ type: "page", name, properties: { ...describePage(), ...properties } }, options, timeMs),
      ),
    screen: (name, properties, options) => record({ type: "screen", name, properties }, options),
    group: (groupId, traits, options) => record({ type: "group", groupId, traits }, options),
    alias: (userId, previousId, options) =>
      run((client, timeMs) => {
        const ids = client.getIds();
        client.record(
          { type: "alias", userId, previousId: previousId ?? ids.userId ?? ids.anonymousId },
          options,
          timeMs,
        );
      }),
    reset: () => run((client) => client.reset()),
    flush: async (timeoutMs = FLUSH_BUDGET_MS) => getClient()?.flush(timeoutMs),
    anonymousId: () => getClient()?.getIds().anonymousId ?? "",
    userId: () => getClient()?.getIds().userId,
    consent: (choice) => {
      if (choice) run((client) => client.decide(choice));
      return getClient()?.getState() ?? "pending";
    },
  };
  // as: a map of events narrows what the caller may pass and changes nothing here
  return rapport as CoreRapport<Events>;
}
