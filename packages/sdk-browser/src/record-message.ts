import type { TrackingMessage } from "@rapport/contracts/messages";
import type { MessageOptions } from "@rapport/sdk-core";
import { buildMessage, newId } from "@rapport/sdk-core";
import type { Client } from "./client.ts";
import { enqueue } from "./delivery.ts";
import { setUser, touchSession } from "./identity.ts";
import { describePage } from "./page-context.ts";

/** Queues a message under the ids of this moment. */
export const recordMessage = (
  client: Client,
  fields: TrackingMessage,
  more: MessageOptions = {},
  timeMs: number,
): void => {
  const { decided, settings, choice, extras } = client;
  if (decided === "denied" || (decided === "pending" && settings.beforeConsent === "drop")) return;
  const context: Record<string, unknown> = {
    page: describePage(client),
    ...client.scene,
    sessionId: touchSession(client, timeMs),
    attribution: client.touches,
    // The decision by categories, if it was one.
    consent: typeof choice === "object" ? { categoryPreferences: choice } : undefined,
    ...more.context,
  };
  // as: what the host application gave in its place is spread alike
  complete(client, fields, context.page as object);
  let message: TrackingMessage | null = buildMessage(
    { ...client.ids, ...fields, context },
    more,
    timeMs,
    newId(timeMs),
  );
  for (const plugin of [...client.hooks, { message: settings.beforeSend }])
    if (plugin.message) message &&= plugin.message(message);
  if (!message) return;
  enqueue(client, String(message.messageId), extras.encodeWith?.(message, client.report) ?? JSON.stringify(message));
};

/** What a message says by its type, beside what the host application said. */
const complete = (client: Client, fields: TrackingMessage, page: object | undefined): void => {
  const { type, userId } = fields;
  if (type === "page") fields.properties = { ...page, ...fields.properties };
  if (type === "alias") fields.previousId ??= client.ids.userId ?? client.ids.anonymousId;
  if (type === "identify") {
    if (userId) setUser(client, String(userId));
    fields.userId = client.ids.userId;
  }
};
