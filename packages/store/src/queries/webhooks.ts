import { and, asc, count, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { webhookDeliveries, webhooks } from "../schema/webhooks.ts";

export type WebhookRow = typeof webhooks.$inferSelect;
export type DeliveryRow = typeof webhookDeliveries.$inferSelect;
type Place = { projectId: string; id: string };

const at = ({ projectId, id }: Place) => and(eq(webhooks.projectId, projectId), eq(webhooks.id, id));
const deliveryAt = ({ projectId, id }: Place) =>
  and(eq(webhookDeliveries.projectId, projectId), eq(webhookDeliveries.id, id));

export async function insertWebhook(
  db: Database,
  row: Pick<WebhookRow, "projectId" | "id" | "url" | "description" | "enabled" | "secret">,
): Promise<void> {
  await db.insert(webhooks).values(row);
}

export async function countWebhooks(db: Database, projectId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(webhooks).where(eq(webhooks.projectId, projectId));
  return Number(row?.count ?? 0);
}

export async function listWebhookRows(db: Database, projectId: string): Promise<WebhookRow[]> {
  return db.select().from(webhooks).where(eq(webhooks.projectId, projectId)).orderBy(asc(webhooks.id));
}

export async function getWebhookRow(db: Database, place: Place): Promise<WebhookRow | undefined> {
  const [row] = await db.select().from(webhooks).where(at(place));
  return row;
}

export async function updateWebhook(
  db: Database,
  place: Place,
  set: Partial<Omit<WebhookRow, "projectId" | "id" | "createdAt">>,
): Promise<void> {
  await db.update(webhooks).set(set).where(at(place));
}

/** Removes an endpoint with its deliveries; false when there is none. */
export async function deleteWebhookRow(tx: Database, place: Place): Promise<boolean> {
  const { projectId, id } = place;
  await tx
    .delete(webhookDeliveries)
    .where(and(eq(webhookDeliveries.projectId, projectId), eq(webhookDeliveries.webhookId, id)));
  const rows = await tx.delete(webhooks).where(at(place)).returning({ id: webhooks.id });
  return rows.length > 0;
}

/** Writes a delivery; false when its key names one that is there. */
export async function insertDelivery(
  tx: Database,
  row: Pick<DeliveryRow, "projectId" | "id" | "webhookId" | "key" | "type" | "body">,
): Promise<boolean> {
  const rows = await tx
    .insert(webhookDeliveries)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: webhookDeliveries.id });
  return rows.length > 0;
}

export async function getDeliveryRow(db: Database, place: Place): Promise<DeliveryRow | undefined> {
  const [row] = await db.select().from(webhookDeliveries).where(deliveryAt(place));
  return row;
}

export async function listDeliveryRows(
  db: Database,
  params: { projectId: string; webhookId: string; limit: number; beforeId?: string | undefined },
): Promise<DeliveryRow[]> {
  const { projectId, webhookId, limit, beforeId } = params;
  return db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.projectId, projectId),
        eq(webhookDeliveries.webhookId, webhookId),
        beforeId === undefined ? undefined : lt(webhookDeliveries.id, beforeId),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit);
}

/** Counts one more attempt and writes what came of it. */
export async function noteAttempt(
  db: Database,
  place: Place,
  outcome: Pick<DeliveryRow, "state" | "status" | "error">,
): Promise<void> {
  await db
    .update(webhookDeliveries)
    .set({ ...outcome, attempts: sql`${webhookDeliveries.attempts} + 1`, lastAttemptAt: sql`now()` })
    .where(deliveryAt(place));
}

/** A delivery waits again, with all its attempts before it. */
export async function reopenDelivery(tx: Database, place: Place): Promise<void> {
  await tx.update(webhookDeliveries).set({ state: "pending", attempts: 0, error: null }).where(deliveryAt(place));
}

/** Removes deliveries that are older than a time; pending ones as well, which have long been given up. */
export async function deleteOldDeliveries(db: Database, projectId: string, before: Date): Promise<void> {
  await db
    .delete(webhookDeliveries)
    .where(and(eq(webhookDeliveries.projectId, projectId), lt(webhookDeliveries.createdAt, before)));
}
