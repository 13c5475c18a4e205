import { WEBHOOK_LIMITS } from "@rapport/contracts/webhooks";
import type { DeliveryRow, WebhookRow } from "@rapport/store/queries/webhooks";
import { getDeliveryRow, getWebhookRow, noteAttempt, updateWebhook } from "@rapport/store/queries/webhooks";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob, JobRefused } from "../jobs/job-handler.ts";
import { signWebhook } from "./sign-webhook.ts";

const DAY_MS = 86_400_000;
/** Characters of an answer that are kept as the error of an attempt. */
const EXCERPT = 300;

/** Sends one delivery; the log of deliveries says how it ended. */
export const webhookDeliver = defineJob({
  name: "webhook-deliver",
  input: z.object({ deliveryId: z.string() }),
  concurrency: 10,
  retries: WEBHOOK_LIMITS.attempts - 1,
  retryDelaySeconds: 60,
  retryDelayMaxSeconds: 36 * 3_600,
  timeoutMs: WEBHOOK_LIMITS.attemptMs + 5_000,
  quiet: true,
});

export const handleWebhookDeliver = handleJob(webhookDeliver, async (ctx, job) => {
  const { store, projectId } = ctx;
  const place = { projectId, id: job.input.deliveryId };
  const delivery = await getDeliveryRow(store.db, place);
  const webhook = delivery && (await getWebhookRow(store.db, { projectId, id: delivery.webhookId }));
  // Deleted meanwhile, or delivered by an attempt that could not say so.
  if (!delivery || !webhook || delivery.state === "delivered") return;
  if (!webhook.enabled) {
    await noteAttempt(store.db, place, { state: "failed", status: null, error: "The webhook is switched off" });
    throw new JobRefused("The webhook is switched off");
  }
  const { status, error } = await attempt(ctx, webhook, delivery);
  const isLast = delivery.attempts + 1 >= WEBHOOK_LIMITS.attempts || status === 410;
  const state = error === null ? "delivered" : isLast ? "failed" : "pending";
  // First: whoever sees how the delivery ended sees what that did to the endpoint.
  await noteHealth(ctx, webhook, { isArrived: error === null, isGone: status === 410 });
  await noteAttempt(store.db, place, { state, status, error });
  if (error === null) return;
  throw isLast ? new JobRefused(error) : new Error(error);
});

async function attempt(ctx: Context, webhook: WebhookRow, { id, body }: DeliveryRow) {
  const nowMs = ctx.now();
  const { secret, previousSecret, previousUntil } = webhook;
  const secrets =
    previousSecret && previousUntil && previousUntil.getTime() > nowMs ? [secret, previousSecret] : [secret];
  const signed = signWebhook(secrets, { id, timestamp: Math.floor(nowMs / 1_000), body });
  const headers = { ...signed, "content-type": "application/json", "user-agent": "Rapport-Webhooks/1" };
  try {
    // Standard Webhooks: a redirect is a failure, not a place to send a signed message to.
    const request = { method: "POST", headers, body, timeoutMs: WEBHOOK_LIMITS.attemptMs, maxBytes: 4_096 } as const;
    const answer = await ctx.outgoing.fetch(webhook.url, request);
    if (answer.status >= 200 && answer.status < 300) return { status: answer.status, error: null };
    return {
      status: answer.status,
      error: `Answered ${answer.status}: ${answer.body.slice(0, EXCERPT)}`.replaceAll("\0", ""),
    };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message.slice(0, EXCERPT) : "No answer" };
  }
}

/** An endpoint that says it is gone, or that has taken nothing for days, is switched off and says why. */
async function noteHealth(
  ctx: Context,
  { id, failingSince }: WebhookRow,
  { isArrived, isGone }: { isArrived: boolean; isGone: boolean },
): Promise<void> {
  const { store, projectId, log } = ctx;
  const place = { projectId, id };
  if (isArrived) {
    if (failingSince) await updateWebhook(store.db, place, { failingSince: null });
    return;
  }
  const since = failingSince ?? new Date(ctx.now());
  const isDead = ctx.now() - since.getTime() > WEBHOOK_LIMITS.failingDays * DAY_MS;
  const reason = isGone ? "The endpoint answered 410 Gone" : `Nothing arrived for ${WEBHOOK_LIMITS.failingDays} days`;
  const off = isGone || isDead ? { enabled: false, disabledReason: reason } : {};
  await updateWebhook(store.db, place, { failingSince: since, ...off });
  if (isGone || isDead) log.warn("A webhook was switched off", { projectId, id, reason });
}
