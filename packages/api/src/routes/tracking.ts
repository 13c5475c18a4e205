import type { OpenAPIHono } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import { problemSchema } from "@rapport/contracts/errors";
import { batchSchema, MESSAGE_SCHEMAS, quotaProblemSchema, trackingAnswerSchema } from "@rapport/contracts/messages";
import type { z } from "zod";
import type { ApiEnv, ApiServices } from "../services.ts";
import { answerMessages } from "../tracking/answer-messages.ts";
import type { TrackingRoute } from "../tracking/tracking-routes.ts";
import { trackingRoutes } from "../tracking/tracking-routes.ts";

/** The tracking API: speaks the Segment tracking protocol to every client of that family. */
export function registerTracking(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  for (const [path, route] of trackingRoutes("")) {
    describe(app, path, route);
  }
  for (const [path, route] of trackingRoutes(services.basePath)) {
    app.post(path, async (c) => c.json(await answerMessages(services, c, route)));
  }
  for (const base of new Set(["", services.basePath])) registerClientSettings(app, base);
}

/** The two documents that official browser clients fetch before they send anything, and their own metrics. */
function registerClientSettings(app: OpenAPIHono<ApiEnv>, base: string): void {
  app.get(`${base}/v1/projects/:key/settings`, (c) => {
    const { host, protocol } = new URL(c.req.url);
    // The client sends by https unless told; behind a proxy that ends TLS it must go on doing so.
    const secure = protocol === "https:" || c.req.header("x-forwarded-proto")?.startsWith("https");
    const destination = {
      apiKey: c.req.param("key"),
      apiHost: `${host}${base}/v1`,
      protocol: secure ? "https" : "http",
    };
    return c.json({
      integrations: { "Segment.io": destination },
      metrics: { sampleRate: 0 },
      plan: { track: { __default: { enabled: true, integrations: {} } } },
    });
  });
  for (const path of ["/sourceConfig", "/sourceConfig/"]) {
    app.get(base + path, (c) =>
      c.json({
        source: {
          id: "rapport",
          name: "Rapport",
          enabled: true,
          writeKey: c.req.query("writeKey") ?? "",
          config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
          destinations: [],
          dataplanes: {},
        },
      }),
    );
  }
  for (const path of ["/v1/m", "/rsaMetrics"]) app.post(base + path, (c) => c.json({ success: true }));
}

function summaryOf({ type, historical }: TrackingRoute): string {
  if (historical) return "A batch of historical messages; their times are taken as they are (secret key)";
  return type === undefined ? "A batch of messages of any type" : `One ${type} message`;
}

function describe(app: OpenAPIHono<ApiEnv>, path: string, route: TrackingRoute): void {
  const schema = route.type === undefined ? batchSchema : MESSAGE_SCHEMAS[route.type];
  const problem = (description: string, body: z.ZodType = problemSchema) => ({
    description,
    content: { "application/problem+json": { schema: body } },
  });
  app.openAPIRegistry.registerPath(
    createRoute({
      method: "post",
      path,
      operationId: path.slice(1).replaceAll(/[/{}]+(\w?)/g, (_, next: string) => next.toUpperCase()),
      tags: ["tracking"],
      summary: summaryOf(route),
      security: [{ writeKey: [] }, { secretKey: [] }],
      request: { body: { required: true, content: { "application/json": { schema } } } },
      responses: {
        200: {
          description: "The valid messages are as durable as the answer says",
          content: { "application/json": { schema: trackingAnswerSchema } },
        },
        400: problem("Unreadable, or no valid message"),
        401: problem("The key is missing or unknown"),
        ...(route.historical ? { 403: problem("Only a secret key may import") } : {}),
        413: problem("Too large"),
        415: problem("Encoding not supported"),
        429: problem("The plan does not allow all of it now; what is accepted is on disk", quotaProblemSchema),
        503: problem("Cannot promise durability now"),
      },
    }),
  );
}
