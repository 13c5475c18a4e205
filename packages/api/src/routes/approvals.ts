import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  APPROVAL_STATES,
  approvalDecisionSchema,
  approvalPageSchema,
  approvalSchema,
  SPENDING_KINDS,
} from "@rapport/contracts/approvals";
import { getApproval, listApprovals } from "@rapport/domain/approvals/approvals";
import { decideApproval } from "@rapport/domain/approvals/decide-approval";
import { z } from "zod";
import { requirePermission } from "../http/authenticate.ts";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "approvals", access: "secret" } as const;
const paramsSchema = z.object({ approvalId: z.string().min(1).max(64) });

/** What agents propose, and what people say to it. */
export function registerApprovals(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/approvals",
      operationId: "listApprovals",
      summary: "Proposals of the project's agents, the newest first",
      query: pageQuerySchema.extend({ state: z.enum(APPROVAL_STATES).optional() }),
      answer: approvalPageSchema,
    },
    ({ ctx, query }) => listApprovals(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/approvals/{approvalId}",
      operationId: "getApproval",
      summary: "One proposal, with the JSON Schema of what may be changed",
      params: paramsSchema,
      answer: approvalSchema,
    },
    ({ ctx, params }) => getApproval(ctx, params.approvalId),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/approvals/{approvalId}/decide",
      operationId: "decideApproval",
      summary: "Approve, edit, reject or answer a proposal; the same decision again changes nothing",
      params: paramsSchema,
      body: approvalDecisionSchema,
      answer: approvalSchema,
      problems: ["conflict"],
    },
    async ({ ctx, caller, params, body }) => {
      const { kind } = await getApproval(ctx, params.approvalId);
      const isYes = body.action === "approve" || body.action === "edit";
      if (isYes && SPENDING_KINDS.includes(kind)) requirePermission(caller, "budgets", "write");
      return decideApproval(ctx, params.approvalId, body);
    },
  );
}
