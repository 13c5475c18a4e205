import type { PutWebhook } from "@rapport/contracts/webhooks";
import {
  webhookDeliveryPageSchema,
  webhookDeliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookSecretSchema,
} from "@rapport/contracts/webhooks";
import { z } from "zod";
import { request, withQuery } from "../../lib/api.ts";

const PATH = "/api/v1/webhooks";
const pathOf = (id: string) => `${PATH}/${encodeURIComponent(id)}`;
const testSchema = z.object({ deliveryId: z.string() });

export const webhooksApi = {
  list: (signal?: AbortSignal) => request(PATH, { schema: webhookListSchema, signal }),
  create: (body: PutWebhook) => request(PATH, { method: "POST", body, schema: webhookSecretSchema }),
  update: (id: string, body: PutWebhook) => request(pathOf(id), { method: "PUT", body, schema: webhookSchema }),
  remove: (id: string) => request(pathOf(id), { method: "DELETE", schema: z.unknown() }),
  rotate: (id: string) => request(`${pathOf(id)}/rotate`, { method: "POST", schema: webhookSecretSchema }),
  test: (id: string) => request(`${pathOf(id)}/test`, { method: "POST", schema: testSchema }),
  deliveries: (id: string, cursor: string | undefined, signal?: AbortSignal) =>
    request(withQuery(`${pathOf(id)}/deliveries`, { limit: 50, cursor }), {
      schema: webhookDeliveryPageSchema,
      signal,
    }),
  replay: (deliveryId: string) =>
    request(`${PATH}/deliveries/${encodeURIComponent(deliveryId)}/replay`, {
      method: "POST",
      schema: webhookDeliverySchema,
    }),
};
