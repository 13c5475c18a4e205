import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  exportToCrmAnswerSchema,
  exportToCrmSchema,
  importFromCrmAnswerSchema,
  importFromCrmSchema,
} from "@rapport/contracts/lead-crm";
import { exportToCrm } from "@rapport/domain/leads/crm/export-to-crm";
import { importFromCrm } from "@rapport/domain/leads/crm/import-from-crm";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "leads", access: "secret", method: "post", problems: ["conflict", "unavailable"] } as const;

/** Leads to a CRM and people from one. */
export function registerLeadCrm(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/leads/crm/export",
      operationId: "exportLeadsToCrm",
      summary:
        "Write leads into a connected CRM, found there by e-mail; with `dryRun`, as it is unless said, only say what would change",
      body: exportToCrmSchema,
      answer: exportToCrmAnswerSchema,
    },
    ({ ctx, body }) => exportToCrm(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/leads/crm/import",
      operationId: "importLeadsFromCrm",
      summary:
        "Take people from a connected CRM, page by page; with `dryRun`, as it is unless said, only say what would change",
      body: importFromCrmSchema,
      answer: importFromCrmAnswerSchema,
    },
    ({ ctx, body }) => importFromCrm(ctx, services, body),
  );
}
