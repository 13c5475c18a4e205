import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { PutWebhook, Webhook, WebhookSecret } from "@rapport/contracts/webhooks";
import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import type { WebhookRow } from "@rapport/store/queries/webhooks";
import {
  countWebhooks,
  deleteWebhookRow,
  getWebhookRow,
  insertWebhook,
  listWebhookRows,
  updateWebhook,
} from "@rapport/store/queries/webhooks";
import type { Context } from "../context.ts";
import { makeWebhookSecret } from "./sign-webhook.ts";

/** Adds an endpoint; its secret is told here and at a rotation only. @throws RapportError invalid_parameter */
export async function createWebhook(ctx: Context, input: PutWebhook): Promise<WebhookSecret> {
  const { store, projectId, now, randomBytes, outgoing } = ctx;
  outgoing.check(input.url);
  if ((await countWebhooks(store.db, projectId)) >= WEBHOOK_LIMITS.endpoints) {
    const message = `A project has at most ${WEBHOOK_LIMITS.endpoints} webhooks; delete one first`;
    throw new RapportError("invalid_parameter", message, { fields: [{ pointer: "/url", message }] });
  }
  const id = newId("webhook", now(), randomBytes(10));
  const secret = makeWebhookSecret(randomBytes);
  await insertWebhook(store.db, { projectId, id, secret, ...input });
  return { ...(await getWebhook(ctx, id)), secret };
}

/** The project's endpoints, in order of their making; those that are switched on or off alone, where asked. */
export async function listWebhooks(
  ctx: Context,
  { enabled }: { enabled?: boolean } = {},
): Promise<{ data: Webhook[]; nextCursor: null }> {
  const rows = await listWebhookRows(ctx.store.db, ctx.projectId);
  return { data: rows.filter((row) => row.enabled === (enabled ?? row.enabled)).map(toWebhook), nextCursor: null };
}

/** @throws RapportError not_found */
export async function getWebhook(ctx: Context, id: string): Promise<Webhook> {
  return toWebhook(await requireWebhook(ctx, id));
}

/** Changes an endpoint; switched on again, it begins anew. @throws RapportError not_found, invalid_parameter */
export async function changeWebhook(ctx: Context, id: string, input: PutWebhook): Promise<Webhook> {
  const { store, projectId, outgoing } = ctx;
  outgoing.check(input.url);
  const row = await requireWebhook(ctx, id);
  const isRevived = input.enabled && !row.enabled;
  const set = { ...input, ...(isRevived ? { disabledReason: null, failingSince: null } : {}) };
  await updateWebhook(store.db, { projectId, id }, set);
  return getWebhook(ctx, id);
}

/** Removes an endpoint and the log of its deliveries. @throws RapportError not_found */
export async function deleteWebhook(ctx: Context, id: string): Promise<void> {
  const { store, projectId } = ctx;
  if (!(await store.withTransaction((tx) => deleteWebhookRow(tx, { projectId, id })))) throw missing(id);
}

/** Gives an endpoint a new secret; the old one signs beside it for a day. @throws RapportError not_found */
export async function rotateWebhookSecret(ctx: Context, id: string): Promise<WebhookSecret> {
  const { store, projectId, now, randomBytes } = ctx;
  const row = await requireWebhook(ctx, id);
  const secret = makeWebhookSecret(randomBytes);
  const previousUntil = new Date(now() + WEBHOOK_LIMITS.overlapHours * 3_600_000);
  await updateWebhook(store.db, { projectId, id }, { secret, previousSecret: row.secret, previousUntil });
  return { ...toWebhook(row), secret };
}

/** @throws RapportError not_found */
export async function requireWebhook(ctx: Context, id: string): Promise<WebhookRow> {
  const row = await getWebhookRow(ctx.store.db, { projectId: ctx.projectId, id });
  if (row) return row;
  throw missing(id);
}

function missing(id: string): RapportError {
  return new RapportError("not_found", `There is no webhook “${id}” in this project`);
}

function toWebhook(row: WebhookRow): Webhook {
  const { id, url, description, enabled, disabledReason, failingSince, createdAt } = row;
  const times = { failingSince: failingSince?.toISOString() ?? null, createdAt: createdAt.toISOString() };
  return { id, url, description, enabled, disabledReason, ...times };
}
