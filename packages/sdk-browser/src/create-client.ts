import type { TrackingMessage } from "@rapport/contracts/messages";
import type { MessageOptions } from "@rapport/sdk-core";
import { buildMessage, encodeMessage } from "@rapport/sdk-core";
import { attempt } from "./attempt.ts";
import { readAttribution } from "./attribution.ts";
import { browserEnvironment } from "./browser-environment.ts";
import { createConsent } from "./consent.ts";
import type { InitOptions, MessageHook } from "./core-rapport.ts";
import type { Report } from "./delivery.ts";
import { createIdentity } from "./identity.ts";
import { describeContext } from "./page-context.ts";
import { startDelivery } from "./start-delivery.ts";
import { createStore } from "./storage.ts";

export type Client = ReturnType<typeof createClient>;

/** A set-up client: consent, identity, queue, transport and the life of the page. */
export function createClient(options: InitOptions, hooks: MessageHook[]) {
  const writeKey = options.writeKey || options.apiKey || "";
  const prefix = `rapport_${writeKey}_`;
  const store = createStore(prefix, options.persistence);
  const decision = createConsent(options, store);
  const identity = createIdentity(store);
  const report: Report = (code, message, messageIds, more) =>
    attempt(() => options.onError?.({ code, message, messageIds, ...more }));
  const delivery = startDelivery({ options, writeKey, prefix, report, decision, identity, store });
  const attribution = attempt(() => readAttribution(store));
  return {
    ...identity,
    ...delivery,
    ...decision,
    /** Queues a message under the ids of this moment. */
    record(fields: TrackingMessage, more: MessageOptions | undefined, timeMs: number) {
      const state = decision.getState();
      if (state === "denied" || (state === "pending" && options.beforeConsent === "drop")) return;
      if (fields.type === "identify" && fields.userId) {
        identity.setUser(String(fields.userId));
        delete fields.userId; // it comes with the ids
      }
      const context = {
        ...describeContext(),
        sessionId: identity.touchSession(timeMs),
        attribution,
        consent: decision.getCategories(),
        ...more?.context,
      };
      const whole = { ...identity.getIds(), ...fields, context };
      let message: TrackingMessage | null = buildMessage(browserEnvironment, whole, { timestamp: timeMs, ...more });
      for (const hook of [...hooks, options.beforeSend]) message = hook && message ? hook(message) : message;
      if (!message) return;
      const id = String(message.messageId);
      const { text, sanitised } = encodeMessage(message);
      if (sanitised) report("value_left_out", "", [id]);
      delivery.enqueue(id, text);
    },
  };
}
