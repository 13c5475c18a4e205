import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  putWebhookSchema,
  webhookDeliveryPageSchema,
  webhookDeliverySchema,
  webhookListSchema,
  webhookSchema,
  webhookSecretSchema,
} from "@rapport/contracts/webhooks";
import { deliverWebhook } from "@rapport/domain/webhooks/deliver-webhook";
import { listDeliveries, replayDelivery } from "@rapport/domain/webhooks/list-deliveries";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  requireWebhook,
  rotateWebhookSecret,
} from "@rapport/domain/webhooks/webhooks";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "webhooks", access: "secret" } as const;
const paramsSchema = z.object({ webhookId: z.string().min(1).max(64) });
const ONE = { ...COMMON, path: "/api/v1/webhooks/{webhookId}", params: paramsSchema } as const;

/** Addresses that the product sends to, and what it has sent there. */
export function registerWebhooks(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerCollection(app, services);
  registerOne(app, services);
  registerCommands(app, services);
  registerDeliveries(app, services);
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: "/api/v1/webhooks" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "listWebhooks",
      summary: "The project's webhooks",
      query: z.object({ enabled: z.enum(["true", "false"]).optional() }),
      answer: webhookListSchema,
    },
    ({ ctx, query }) => listWebhooks(ctx, query.enabled === undefined ? {} : { enabled: query.enabled === "true" }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      operationId: "createWebhook",
      summary: "Add an address; the answer tells its secret, once",
      body: putWebhookSchema,
      answer: webhookSecretSchema,
    },
    ({ ctx, body }) => createWebhook(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    { ...ONE, method: "get", operationId: "getWebhook", summary: "One webhook", answer: webhookSchema },
    ({ ctx, params }) => getWebhook(ctx, params.webhookId),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "put",
      operationId: "changeWebhook",
      summary: "Change a webhook, switch it off or on",
      body: putWebhookSchema,
      answer: webhookSchema,
    },
    ({ ctx, params, body }) => changeWebhook(ctx, params.webhookId, body),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "delete",
      operationId: "deleteWebhook",
      summary: "Remove a webhook and the log of its deliveries",
      answer: z.object({ deleted: z.literal(true) }),
    },
    async ({ ctx, params }) => {
      await deleteWebhook(ctx, params.webhookId);
      return { deleted: true } as const;
    },
  );
}

function registerCommands(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/webhooks/{webhookId}/rotate",
      params: paramsSchema,
      operationId: "rotateWebhookSecret",
      summary: "A new secret; the old one signs beside it for a day",
      answer: webhookSecretSchema,
    },
    ({ ctx, params }) => rotateWebhookSecret(ctx, params.webhookId),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/webhooks/{webhookId}/test",
      params: paramsSchema,
      operationId: "testWebhook",
      summary: "Send a test message",
      answer: z.object({ deliveryId: z.string() }),
    },
    async ({ ctx, params: { webhookId } }) => {
      await requireWebhook(ctx, webhookId);
      const data = { message: "This is a test." };
      return { deliveryId: (await deliverWebhook(ctx, { webhookId, type: "webhook.test", data })) ?? "" };
    },
  );
}

function registerDeliveries(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/webhooks/{webhookId}/deliveries",
      params: paramsSchema,
      query: pageQuerySchema,
      operationId: "listDeliveries",
      summary: "What was sent to a webhook, the latest first",
      answer: webhookDeliveryPageSchema,
    },
    ({ ctx, params, query }) => listDeliveries(ctx, { ...params, ...query }),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/webhooks/deliveries/{deliveryId}/replay",
      params: z.object({ deliveryId: z.string().min(1).max(64) }),
      operationId: "replayDelivery",
      summary: "Send a delivery again, under its id",
      answer: webhookDeliverySchema,
    },
    ({ ctx, params }) => replayDelivery(ctx, params.deliveryId),
  );
}
