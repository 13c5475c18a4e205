import { OpenAPIHono } from "@hono/zod-openapi";
import { newId } from "@rapport/contracts/ids";
import { cors } from "hono/cors";
import { REFERENCE_CSS } from "./docs/reference-css.ts";
import { renderReference } from "./docs/render-reference.ts";
import { notFound, onError } from "./http/problem.ts";
import { registerCatalog } from "./routes/catalog.ts";
import { registerConsoleSession } from "./routes/console.ts";
import { registerEvents } from "./routes/events.ts";
import { registerMerges } from "./routes/merges.ts";
import { registerOperations } from "./routes/operations.ts";
import { registerRecommendations } from "./routes/recommendations.ts";
import { registerStream } from "./routes/stream.ts";
import { registerTracking } from "./routes/tracking.ts";
import { registerUsers } from "./routes/users.ts";
import type { ApiEnv, ApiServices } from "./services.ts";

const OPENAPI_INFO = {
  openapi: "3.1.0",
  info: {
    title: "Rapport API",
    version: "1",
    description:
      "Two prefixes on one server: the tracking API (/v1) speaks the Segment tracking protocol; the product API (/api/v1) reads profiles, the catalog and recommendations.",
  },
} as const;

/** The HTTP surface: tracking, product API, live stream, probes, OpenAPI document and its reference page. */
export function createApp(services: ApiServices): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>();
  app.use(async (c, next) => {
    c.set("requestId", newId("request", services.now(), services.randomBytes(10)));
    await next();
    c.header("X-Request-Id", c.get("requestId"));
    c.header("X-Content-Type-Options", "nosniff");
  });
  app.use(
    // Open to every page, never with cookies: what a page may do here, its public key says.
    cors({
      origin: "*",
      allowMethods: ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
      allowHeaders: [
        "authorization",
        "content-type",
        "content-encoding",
        "anonymousid",
        "sentat",
        "x-retry-count",
        "rsa-retry-attempt",
        "rsa-retried-after",
        "rsa-since-last-attempt",
        "rsa-recovered",
        "last-event-id",
        "idempotency-key",
      ],
      exposeHeaders: ["retry-after", "x-request-id"],
      maxAge: 86_400,
    }),
  );
  app.onError(onError(services));
  app.notFound(notFound);
  registerTracking(app, services);
  registerEvents(app, services);
  registerUsers(app, services);
  registerMerges(app, services);
  registerCatalog(app, services);
  registerRecommendations(app, services);
  registerStream(app, services);
  registerConsoleSession(app, services);
  registerOperations(app, services);
  registerReference(app);
  return app;
}

function registerReference(app: OpenAPIHono<ApiEnv>): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "writeKey", {
    type: "http",
    scheme: "basic",
    description: "Write key (pk_…) as user name; also Bearer, or writeKey in body or query",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "secretKey", {
    type: "http",
    scheme: "bearer",
    description: "Secret key (sk_…)",
  });
  let page: string | undefined;
  app.doc31("/openapi.json", OPENAPI_INFO);
  app.get("/docs", (c) => {
    page ??= renderReference(app.getOpenAPI31Document(OPENAPI_INFO));
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    return c.html(page);
  });
  app.get("/docs/reference.css", (c) => c.body(REFERENCE_CSS, 200, { "Content-Type": "text/css; charset=utf-8" }));
}
