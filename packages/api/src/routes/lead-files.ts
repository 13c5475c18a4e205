import type { OpenAPIHono } from "@hono/zod-openapi";
import { importLeadsAnswerSchema, importLeadsQuerySchema } from "@rapport/contracts/lead-files";
import { leadFilterSchema } from "@rapport/contracts/leads";
import { exportLeads } from "@rapport/domain/leads/files/export-leads";
import { importLeads } from "@rapport/domain/leads/files/import-leads";
import { stream } from "hono/streaming";
import { z } from "zod";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import { defineRoute, parsePart } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Leads from files and as files. */
export function registerLeadFiles(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      tag: "leads",
      access: "secret",
      method: "post",
      path: "/api/v1/leads/import",
      operationId: "importLeads",
      summary: "Take the people of a CSV file; with `dryRun` only say what would change",
      query: importLeadsQuerySchema,
      body: z.string(),
      text: true,
      answer: importLeadsAnswerSchema,
    },
    ({ ctx, query, body }) => importLeads(ctx, services, { ...query, dryRun: query.dryRun === "true", text: body }),
  );
  registerExport(app, services);
}

/** A file, page by page: it may be larger than memory. Each is audited: it takes personal data out. */
function registerExport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/api/v1/leads/export", async (c) => {
    const caller = await authenticate(services, c);
    requireSecret(caller);
    requirePermission(caller, "leads", "read");
    const filter = parsePart(leadFilterSchema, c.req.query(), "invalid_parameter");
    const ctx = toContext(services, caller);
    await services.auditTrail.add(
      { ...ctx, store: services.store.forProject(caller.projectId) },
      { action: "exportLeads", target: "", requestId: c.get("requestId"), before: undefined, after: filter },
    );
    c.header("Content-Type", "text/csv; charset=utf-8");
    c.header("Content-Disposition", 'attachment; filename="leads.csv"');
    c.header("Cache-Control", "no-store");
    return stream(c, async (out) => {
      for await (const text of exportLeads(ctx, filter)) await out.write(text);
    });
  });
}
