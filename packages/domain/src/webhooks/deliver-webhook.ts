import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import type { Database } from "@rapport/store/database";
import { insertDelivery } from "@rapport/store/queries/webhooks";
import type { Services } from "../context.ts";
import { webhookDeliver } from "./webhook-deliver.ts";

export type DeliverWebhookInput = {
  webhookId: string;
  /** What it tells of, `thing.happened`. */
  type: string;
  /** The payload's `data`, as JSON. */
  data: unknown;
  /** The same key to the same endpoint is one delivery, however often it is asked for. */
  key?: string;
  /** Transaction that the delivery is part of. */
  tx?: Database;
};

/**
 * Sends a message to an endpoint of the project: signed, in the background, tried for three days. The payload is
 * `{"type", "timestamp", "data"}`. Answers the delivery's id; undefined when its key was delivered, or is to be, already.
 * @throws RapportError invalid_parameter when it is too large
 */
export async function deliverWebhook(
  ctx: Services & { projectId: string },
  input: DeliverWebhookInput,
): Promise<string | undefined> {
  const { projectId, store, jobs, now, randomBytes } = ctx;
  const { webhookId, type, data, key } = input;
  const body = JSON.stringify({ type, timestamp: new Date(now()).toISOString(), data });
  if (Buffer.byteLength(body) > WEBHOOK_LIMITS.payloadBytes) {
    throw new RapportError("invalid_parameter", `The payload has more than ${WEBHOOK_LIMITS.payloadBytes} bytes`);
  }
  const id = newId("delivery", now(), randomBytes(10));
  const write = async (tx: Database) => {
    if (!(await insertDelivery(tx, { projectId, id, webhookId, key: key ?? null, type, body }))) return undefined;
    await jobs.enqueue(webhookDeliver, { projectId, input: { deliveryId: id }, tx });
    return id;
  };
  if (input.tx) return write(input.tx);
  await jobs.prepare([webhookDeliver]);
  return store.withTransaction(write);
}
