import type { TrackingMessage } from "@rapport/contracts/messages";
import type { MessageOptions } from "@rapport/sdk-core";
import type { CoreRapport, Facts } from "./core-rapport.ts";
import { createLifeCycle } from "./life-cycle.ts";
import { describePage } from "./page-context.ts";

const FLUSH_BUDGET_MS = 5_000;

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
