import type { OpenAPIHono } from "@hono/zod-openapi";
import { jobSchema } from "@rapport/contracts/jobs";
import {
  assignLeadSchema,
  leadCriteriaSchema,
  leadDetailSchema,
  leadFilterSchema,
  leadPageSchema,
  moveLeadSchema,
  putLeadCriteriaSchema,
} from "@rapport/contracts/leads";
import { assignLead, moveLead } from "@rapport/domain/leads/change-lead";
import { getLeadCriteria, putLeadCriteria } from "@rapport/domain/leads/criteria";
import { recomputeLeads } from "@rapport/domain/leads/leads-score";
import { getLead, listLeads } from "@rapport/domain/leads/list-leads";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerLeadCompanies } from "./lead-companies.ts";
import { registerLeadCrm } from "./lead-crm.ts";
import { registerLeadFiles } from "./lead-files.ts";

const COMMON = { tag: "leads", access: "secret" } as const;
const PATH = "/api/v1/leads";
const paramsSchema = z.object({ leadId: z.string().min(1).max(64) });
const ONE = { ...COMMON, path: `${PATH}/{leadId}`, params: paramsSchema, answer: leadDetailSchema } as const;

/** People who qualify for sales: how well, why, where they stand, and what makes one. */
export function registerLeads(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerList(app, services);
  // Before the routes of one: their paths have the form of its.
  registerCriteria(app, services);
  registerLeadFiles(app, services);
  registerLeadCrm(app, services);
  registerLeadCompanies(app, services);
  registerOne(app, services);
}

function registerList(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: PATH,
      method: "get",
      operationId: "listLeads",
      summary: "Leads whose people agreed to be contacted, the best first",
      query: pageQuerySchema.extend(leadFilterSchema.shape),
      answer: leadPageSchema,
    },
    ({ ctx, query }) => listLeads(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: `${PATH}/recompute`,
      method: "post",
      operationId: "recomputeLeads",
      summary: "Score everybody anew, in the background; the project looks for leads from then on",
      body: z.strictObject({}),
      answer: jobSchema,
    },
    ({ ctx }) => recomputeLeads(ctx),
  );
}

function registerCriteria(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const criteria = { ...COMMON, path: `${PATH}/criteria`, answer: leadCriteriaSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...criteria,
      method: "get",
      operationId: "getLeadCriteria",
      summary: "What makes a lead in this project, or with `defaults` what every project begins with",
      query: z.object({ defaults: z.enum(["true", "false"]).optional() }),
    },
    ({ ctx, query }) => getLeadCriteria(ctx, { defaults: query.defaults === "true" }),
  );
  defineRoute(
    app,
    services,
    {
      ...criteria,
      method: "put",
      operationId: "putLeadCriteria",
      summary: "Write down what makes a lead; everybody is scored anew by it",
      body: putLeadCriteriaSchema,
    },
    ({ ctx, body }) => putLeadCriteria(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    { ...ONE, method: "get", operationId: "getLead", summary: "One lead with its reasons and what was done with it" },
    ({ ctx, params }) => getLead(ctx, { id: params.leadId }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      path: `${PATH}/{leadId}/stage`,
      method: "post",
      operationId: "moveLead",
      summary: "Move a lead to another stage",
      body: moveLeadSchema,
    },
    ({ ctx, params, body }) => moveLead(ctx, { id: params.leadId, ...body }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      path: `${PATH}/{leadId}/assign`,
      method: "post",
      operationId: "assignLead",
      summary: "Give a lead to a member of the workspace, or to nobody",
      body: assignLeadSchema,
    },
    ({ ctx, params, body }) => assignLead(ctx, { id: params.leadId, ...body }),
  );
}
