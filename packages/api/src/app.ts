import { OpenAPIHono } from "@hono/zod-openapi";
import { newId } from "@rapport/contracts/ids";
import type { MiddlewareHandler } from "hono";
import { REFERENCE_CSS } from "./docs/reference-css.ts";
import { renderReference } from "./docs/render-reference.ts";
import { answerCors } from "./http/answer-cors.ts";
import { surfaceOf } from "./http/api-metrics.ts";
import { requireOwnPage } from "./http/own-page.ts";
import { notFound, onError } from "./http/problem.ts";
import { readTraceContext } from "./http/trace-context.ts";
import { registerAgents } from "./routes/agents.ts";
import { registerAnalytics } from "./routes/analytics.ts";
import { registerApprovals } from "./routes/approvals.ts";
import { registerAudit } from "./routes/audit.ts";
import { registerAuth } from "./routes/auth.ts";
import { registerBudgets } from "./routes/budgets.ts";
import { registerCampaigns } from "./routes/campaigns.ts";
import { registerCatalog } from "./routes/catalog.ts";
import { registerClusters } from "./routes/clusters.ts";
import { registerComputedTraits } from "./routes/computed-traits.ts";
import { registerConnections } from "./routes/connections.ts";
import { registerConsents } from "./routes/consents.ts";
import { registerConsoleSession } from "./routes/console.ts";
import { registerContent } from "./routes/content.ts";
import { registerEvents } from "./routes/events.ts";
import { registerExperiments } from "./routes/experiments.ts";
import { registerIntents } from "./routes/intents.ts";
import { registerJobs } from "./routes/jobs.ts";
import { registerJoin } from "./routes/join.ts";
import { registerKeys } from "./routes/keys.ts";
import { registerKnowledge } from "./routes/knowledge.ts";
import { registerLaunches } from "./routes/launches.ts";
import { registerLeads } from "./routes/leads.ts";
import { registerLookalike } from "./routes/lookalike.ts";
import { registerInvitations, registerMembers } from "./routes/members.ts";
import { registerMerges } from "./routes/merges.ts";
import { registerOperations } from "./routes/operations.ts";
import { registerPersonExport } from "./routes/person-export.ts";
import { registerPersonLookup } from "./routes/person-lookup.ts";
import { registerPlacements } from "./routes/placements.ts";
import { registerPrivacy } from "./routes/privacy.ts";
import { registerProjects } from "./routes/projects.ts";
import { registerRecommendationModels } from "./routes/recommendation-models.ts";
import { registerRecommendations } from "./routes/recommendations.ts";
import { registerRejected } from "./routes/rejected.ts";
import { registerRetention } from "./routes/retention.ts";
import { registerRfm } from "./routes/rfm.ts";
import { registerRoles } from "./routes/roles.ts";
import { registerSearch } from "./routes/search.ts";
import { registerSegments } from "./routes/segments.ts";
import { registerStream } from "./routes/stream.ts";
import { registerTextSafety } from "./routes/text-safety.ts";
import { registerTracking } from "./routes/tracking.ts";
import { registerTrackingPlan } from "./routes/tracking-plan.ts";
import { registerTriggers } from "./routes/triggers.ts";
import { registerUsage } from "./routes/usage.ts";
import { registerUserFacts } from "./routes/user-facts.ts";
import { registerUsers } from "./routes/users.ts";
import { registerWebhooks } from "./routes/webhooks.ts";
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
  app.use(accompany(services));
  app.use(answerCors());
  app.onError(onError(services));
  app.notFound(notFound);
  registerTracking(app, services);
  registerEvents(app, services);
  registerRejected(app, services);
  registerTrackingPlan(app, services);
  registerPeople(app, services);
  registerComputedTraits(app, services);
  registerSegments(app, services);
  registerRfm(app, services);
  registerLookalike(app, services);
  registerClusters(app, services);
  registerCatalog(app, services);
  registerPlacements(app, services);
  registerRecommendations(app, services);
  registerRecommendationModels(app, services);
  registerExperiments(app, services);
  registerCampaigns(app, services);
  registerLaunches(app, services);
  registerBudgets(app, services);
  registerLeads(app, services);
  registerAnalytics(app, services);
  registerUsage(app, services);
  registerProjects(app, services);
  registerSearch(app, services);
  registerIntents(app, services);
  registerJobs(app, services);
  registerTriggers(app, services);
  registerWebhooks(app, services);
  registerKnowledge(app, services);
  registerTextSafety(app, services);
  registerAgents(app, services);
  registerApprovals(app, services);
  registerContent(app, services);
  registerConnections(app, services);
  registerStream(app, services);
  for (const path of ["/console/*", "/api/v1/auth/*"]) app.use(path, requireOwnPage());
  registerConsoleSession(app, services);
  registerAuth(app, services);
  registerJoin(app, services);
  registerAccess(app, services);
  registerOperations(app, services);
  registerReference(app);
  return app;
}

/** Who may do what, and who did. */
function registerAccess(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerMembers(app, services);
  registerInvitations(app, services);
  registerRoles(app, services);
  registerKeys(app, services);
  registerAudit(app, services);
}

/** Who they are, what is known of them, who is one with whom, what they decided, and what is erased. */
function registerPeople(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerUsers(app, services);
  registerUserFacts(app, services);
  registerMerges(app, services);
  registerConsents(app, services);
  registerRetention(app, services);
  registerPersonExport(app, services);
  registerPrivacy(app, services);
  registerPersonLookup(app, services);
}

const PRIVATE = /^\/(api\/|console\/(session|join|invitation|ways))/;

/** What every request gets: an id, its trace, a place in the metrics, and the headers that say so. */
function accompany(services: ApiServices): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set("requestId", newId("request", services.now(), services.randomBytes(10)));
    const trace = readTraceContext(c.req.header("traceparent"), services.randomBytes);
    c.set("traceId", trace.traceId);
    const startedMs = performance.now();
    await next();
    services.metrics.answered(surfaceOf(c.req.path), c.res.status, (performance.now() - startedMs) / 1_000);
    // On the answer itself: `c.header` would wrap it anew, its body as a stream, for each of them.
    const { headers } = c.res;
    headers.set("X-Request-Id", c.get("requestId"));
    headers.set("Traceparent", trace.traceparent);
    headers.set("X-Content-Type-Options", "nosniff");
    // What a project holds is for whoever asked, not for caches on the way or a browser's back button after signing out.
    if (PRIVATE.test(c.req.path) && !headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  };
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
