import { z } from "zod";

/** Bounds of webhooks, and how a delivery is tried. */
export const WEBHOOK_LIMITS = {
  /** Endpoints of one project. */
  endpoints: 50,
  urlLength: 2_000,
  /** One payload as JSON, bytes. */
  payloadBytes: 256 * 1024,
  /** Time of one attempt, ms. */
  attemptMs: 15_000,
  /** Attempts of one delivery: the pauses grow from a minute to a day and a half, three days together. */
  attempts: 12,
  /** Hours that a rotated secret goes on signing beside the new one. */
  overlapHours: 24,
  /** Days without one success after which an endpoint is switched off. */
  failingDays: 5,
  /** Days that ended deliveries are kept. */
  keptDays: 30,
} as const;

/** Body of `POST /api/v1/webhooks` and `PUT /api/v1/webhooks/{webhookId}`. */
export const putWebhookSchema = z.object({
  /** Public http or https address. */
  url: z.string().min(1).max(WEBHOOK_LIMITS.urlLength),
  description: z.string().max(500).default(""),
  /** False: nothing is sent until it is switched on again. */
  enabled: z.boolean().default(true),
});
export type PutWebhook = z.infer<typeof putWebhookSchema>;

/** Where deliveries go. */
export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  /** Why it was switched off by itself; null otherwise. */
  disabledReason: z.string().nullable(),
  /** Since when every attempt has failed; null while they arrive. */
  failingSince: z.string().nullable(),
  createdAt: z.string(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** With the secret (`whsec_…`, base64), which is told once. */
export const webhookSecretSchema = webhookSchema.extend({ secret: z.string() });
export type WebhookSecret = z.infer<typeof webhookSecretSchema>;
export const webhookListSchema = z.object({ data: z.array(webhookSchema), nextCursor: z.null() });

const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;

/** One message to one endpoint; its id is the `webhook-id` of every attempt. */
export const webhookDeliverySchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  type: z.string(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.number().int(),
  /** HTTP status of the last attempt; null without an answer. */
  status: z.number().int().nullable(),
  error: z.string().nullable(),
  payload: z.unknown(),
  createdAt: z.string(),
  lastAttemptAt: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;
export const webhookDeliveryPageSchema = z.object({
  data: z.array(webhookDeliverySchema),
  nextCursor: z.string().nullable(),
});
