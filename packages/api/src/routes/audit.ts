import type { OpenAPIHono } from "@hono/zod-openapi";
import { auditCheckSchema, auditPageSchema } from "@rapport/contracts/audit";
import { checkAudit } from "@rapport/domain/audit/check-audit";
import { listAudit } from "@rapport/domain/audit/list-audit";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const querySchema = pageQuerySchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, "must be the nextCursor of an answer")
    .optional(),
  actor: z.string().max(64).optional(),
});

/** Who changed what. */
export function registerAudit(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { method: "get", tag: "audit", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/audit",
      operationId: "listAudit",
      summary: "Changes made through API and console, the latest first, with what was there before and after",
      query: querySchema,
      answer: auditPageSchema,
    },
    ({ ctx, query }) => listAudit(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/audit/check",
      operationId: "checkAudit",
      summary: "Hash the whole audit log anew and say whether an entry was changed or left out",
      query: z.strictObject({}),
      answer: auditCheckSchema,
    },
    ({ ctx }) => checkAudit(ctx),
  );
}
