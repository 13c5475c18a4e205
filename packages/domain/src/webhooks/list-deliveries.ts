import { RapportError } from "@rapport/contracts/errors";
import type { WebhookDelivery } from "@rapport/contracts/webhooks";
import type { DeliveryRow } from "@rapport/store/queries/webhooks";
import { getDeliveryRow, listDeliveryRows, reopenDelivery } from "@rapport/store/queries/webhooks";
import type { Context } from "../context.ts";
import { webhookDeliver } from "./webhook-deliver.ts";
import { requireWebhook } from "./webhooks.ts";

/** What was sent to an endpoint, the latest first. @throws RapportError not_found */
export async function listDeliveries(
  ctx: Context,
  input: { webhookId: string; limit: number; cursor?: string | undefined },
): Promise<{ data: WebhookDelivery[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  const { webhookId, limit, cursor } = input;
  await requireWebhook(ctx, webhookId);
  const rows = await listDeliveryRows(store.db, { projectId, webhookId, limit, beforeId: cursor });
  const last = rows.at(-1);
  return { data: rows.map(toDelivery), nextCursor: last && rows.length === limit ? last.id : null };
}

/**
 * Sends a delivery again under its id, so that a receiver that has it can tell. One that is still tried stays as it is.
 * @throws RapportError not_found
 */
export async function replayDelivery(ctx: Context, id: string): Promise<WebhookDelivery> {
  const { store, projectId, jobs } = ctx;
  const place = { projectId, id };
  const row = await getDeliveryRow(store.db, place);
  if (!row) throw new RapportError("not_found", `There is no delivery “${id}” in this project`);
  if (row.state === "pending") return toDelivery(row);
  await jobs.prepare([webhookDeliver]);
  await store.withTransaction(async (tx) => {
    await reopenDelivery(tx, place);
    await jobs.enqueue(webhookDeliver, { projectId, input: { deliveryId: id }, tx });
  });
  return toDelivery({ ...row, state: "pending", attempts: 0, error: null });
}

function toDelivery(row: DeliveryRow): WebhookDelivery {
  const { id, webhookId, type, state, attempts, status, error, body, createdAt, lastAttemptAt } = row;
  const times = { createdAt: createdAt.toISOString(), lastAttemptAt: lastAttemptAt?.toISOString() ?? null };
  return { id, webhookId, type, state, attempts, status, error, payload: JSON.parse(body), ...times };
}
