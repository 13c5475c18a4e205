import type { TrackingMessage } from "@rapport/contracts/messages";
import type { MessageOptions } from "@rapport/sdk-core";
import type { CoreRapport, Facts } from "./core-rapport.ts";
import { flush } from "./delivery.ts";
import type { Extras } from "./extras.ts";
import { decide } from "./follow-page.ts";
import { resetIds } from "./identity.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { addPlugin, run, startLife } from "./life-cycle.ts";
import { recordMessage } from "./record-message.ts";

const FLUSH_BUDGET_MS = 5_000;
const MAX_WAITING = 1_000;

/** A client that is not set up yet. Calls are kept, with the time they were made, until it is. */
export const createCore = <Events extends object = Record<string, Facts>>(
  now: () => number = Date.now,
  extras: Extras = {},
): CoreRapport<Events> => {
  const inBrowser = typeof window === "object";
  const life: LifeCycle = { callTime: now, extras, hooks: [], waiting: [], room: inBrowser ? MAX_WAITING : 0 };
  let setReady = () => {};
  /** A call that records a message of a type: what it is about, and what there is to say about it. */
  const recorder =
    (type: TrackingMessage["type"], subject: string, facts: string) =>
    (one: unknown, more?: unknown, options?: MessageOptions) =>
      run(life, (client, timeMs) => recordMessage(client, { type, [subject]: one, [facts]: more }, options, timeMs));
  const rapport: CoreRapport = {
    init(options) {
      startLife(life, options, rapport);
      setReady();
    },
    ready: new Promise<void>((resolve) => {
      setReady = resolve;
      if (!inBrowser) resolve();
    }),
    use: (plugin) => addPlugin(life, plugin, rapport),
    track: recorder("track", "event", "properties"),
    identify: recorder("identify", "userId", "traits"),
    page: recorder("page", "name", "properties"),
    screen: recorder("screen", "name", "properties"),
    group: recorder("group", "groupId", "traits"),
    alias: recorder("alias", "userId", "previousId"),
    reset: () => run(life, resetIds),
    flush: async (timeoutMs = FLUSH_BUDGET_MS) => life.started && flush(life.started, timeoutMs),
    anonymousId: () => life.started?.ids.anonymousId ?? "",
    userId: () => life.started?.ids.userId,
    consent: (choice) => {
      if (choice) run(life, (client) => decide(client, choice));
      return life.started?.decided ?? "pending";
    },
  };
  // as: a map of events narrows what the caller may pass and changes nothing here
  return rapport as CoreRapport<Events>;
};
