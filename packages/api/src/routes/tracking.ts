import type { OpenAPIHono } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import { problemSchema, RapportError } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import type { MessageType } from "@rapport/contracts/messages";
import {
  batchSchema,
  MESSAGE_SCHEMAS,
  MESSAGE_TYPES,
  quotaProblemSchema,
  trackingAnswerSchema,
} from "@rapport/contracts/messages";
import type { Context, Handler } from "hono";
import type { z } from "zod";
import type { Hold, Work } from "../http/admission.ts";
import type { Caller } from "../http/authenticate.ts";
import { authenticateKey, readKey, requireSecret } from "../http/authenticate.ts";
import { clientAddress } from "../http/client-address.ts";
import { setQuotaHeaders, setRateLimitHeaders } from "../http/rate-limit-headers.ts";
import { announcedBytes, readJsonBody } from "../http/read-body.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { ingest } from "../tracking/ingest.ts";
import { shareFields } from "../tracking/share-fields.ts";

/** Paths of single messages: the long ones, the short ones of browser clients, and those of the product API. */
const SINGLE_PATHS: Record<MessageType, readonly string[]> = {
  track: ["/v1/track", "/v1/t", "/api/v1/events/track"],
  identify: ["/v1/identify", "/v1/i", "/api/v1/users/identify"],
  page: ["/v1/page", "/v1/p"],
  screen: ["/v1/screen", "/v1/s"],
  group: ["/v1/group", "/v1/g"],
  alias: ["/v1/alias", "/v1/a"],
};
const BATCH_PATHS = ["/v1/batch", "/v1/b", "/beacon/v1/batch", "/api/v1/events/batch"];
const IMPORT_PATH = "/v1/import";

/** The tracking API: speaks the Segment tracking protocol to every client of that family. */
export function registerTracking(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const bases = [...new Set(["", services.basePath])];
  const mount = (path: string, answer: Handler<ApiEnv>) => {
    for (const base of bases) app.post(base + path, answer);
  };
  for (const type of MESSAGE_TYPES) {
    for (const path of SINGLE_PATHS[type]) {
      describe(app, path, `One ${type} message`, MESSAGE_SCHEMAS[type]);
      mount(path, (c) => answerMessages(services, c, { type, historical: false }));
    }
  }
  for (const path of BATCH_PATHS) {
    describe(app, path, "A batch of messages of any type", batchSchema);
    mount(path, (c) => answerMessages(services, c, { type: undefined, historical: false }));
  }
  describe(
    app,
    IMPORT_PATH,
    "A batch of historical messages; their times are taken as they are (secret key)",
    batchSchema,
  );
  mount(IMPORT_PATH, (c) => answerMessages(services, c, { type: undefined, historical: true }));
  for (const base of bases) registerClientSettings(app, base);
}

type TrackingRoute = { type: MessageType | undefined; historical: boolean };

async function answerMessages(services: ApiServices, c: Context<ApiEnv>, route: TrackingRoute): Promise<Response> {
  const { admission } = services;
  const work = workOf(route.type);
  // Before anything is done for the request, and again once it is known whose it is.
  admission.assertLogTakes();
  admission.assertRoom(work);
  // A key in the header or the query is checked before the body is read; official clients may put it in the body.
  const early = readKey(c, c.req.query("writeKey"));
  const known = early === undefined ? undefined : await authenticateKey(services, early);
  const announced = Math.min(announcedBytes(c), LIMITS.bodyBytes);
  if (known) await announceStanding(services, c, known, work);
  const hold = admission.open(work, known === undefined ? "unknown" : "known", announced);
  try {
    return await answerBody(services, c, route, known, hold);
  } finally {
    hold.release();
  }
}

/** Where the sender stands is on every answer, also on those that fail below. Free plans give way before others. */
async function announceStanding(services: ApiServices, c: Context<ApiEnv>, caller: Caller, work: Work): Promise<void> {
  const standing = await services.quota.standing(caller.projectId);
  setRateLimitHeaders(c, standing, services.now());
  if (standing?.plan === "free" && work === "track") services.admission.assertRoom("free");
}

/** Who is who is taken to the last: an event can be sent again, but its sender must be known by then. */
function workOf(type: MessageType | undefined): Work {
  return type === "identify" || type === "alias" ? "last" : "track";
}

async function answerBody(
  services: ApiServices,
  c: Context<ApiEnv>,
  route: TrackingRoute,
  known: Caller | undefined,
  hold: Hold,
): Promise<Response> {
  const { value, bytes } = await readJsonBody(c, hold);
  const body = requireObject(value);
  const bodyKey = typeof body.writeKey === "string" ? body.writeKey : undefined;
  const caller = known ?? (await authenticateKey(services, bodyKey));
  if (route.historical) requireSecret(caller);
  const input = {
    caller,
    messages: route.type === undefined ? shareFields(body, requireBatch(body), bytes) : [body],
    bytes,
    sentAt: body.sentAt ?? c.req.header("sentat"),
    ip: clientAddress(c),
    userAgent: c.req.header("user-agent"),
    ...route,
  };
  const answer = await ingest(services, input, (decision) => setQuotaHeaders(services, c, decision));
  return c.json(answer);
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>; // as: a JSON object, checked just above
  }
  throw new RapportError("invalid_body", "The body must be one JSON object", {
    fields: [{ pointer: "", message: "must be an object" }],
  });
}

function requireBatch(body: Record<string, unknown>): unknown[] {
  const { batch } = body;
  if (!Array.isArray(batch) || batch.length === 0) {
    throw new RapportError("invalid_body", "/batch must be an array with at least one message", {
      fields: [{ pointer: "/batch", message: "must be a non-empty array" }],
    });
  }
  if (batch.length > LIMITS.batchEvents) {
    throw new RapportError("body_too_large", `A batch may hold ${LIMITS.batchEvents} messages; send smaller batches`, {
      fields: [{ pointer: "/batch", message: `holds ${batch.length} messages` }],
    });
  }
  return batch;
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

function describe(app: OpenAPIHono<ApiEnv>, path: string, summary: string, schema: z.ZodType): void {
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
      summary,
      security: [{ writeKey: [] }, { secretKey: [] }],
      request: { body: { required: true, content: { "application/json": { schema } } } },
      responses: {
        200: {
          description: "The valid messages are as durable as the answer says",
          content: { "application/json": { schema: trackingAnswerSchema } },
        },
        400: problem("Unreadable, or no valid message"),
        401: problem("The key is missing or unknown"),
        ...(path === IMPORT_PATH ? { 403: problem("Only a secret key may import") } : {}),
        413: problem("Too large"),
        415: problem("Encoding not supported"),
        429: problem("The plan does not allow all of it now; what is accepted is on disk", quotaProblemSchema),
        503: problem("Cannot promise durability now"),
      },
    }),
  );
}
