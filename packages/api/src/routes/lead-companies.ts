import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  enrichLeadsAnswerSchema,
  enrichLeadsSchema,
  leadSourcesSchema,
  searchCompaniesAnswerSchema,
  searchCompaniesSchema,
} from "@rapport/contracts/lead-companies";
import { enrichLeads } from "@rapport/domain/leads/companies/enrich-leads";
import { searchCompanies } from "@rapport/domain/leads/companies/search-companies";
import { readLeadSources } from "@rapport/domain/leads/lead-sources";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "leads", access: "secret" } as const;

/** Companies of leads: finding some, knowing more of them, and where from. */
export function registerLeadCompanies(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/leads/sources",
      operationId: "listLeadSources",
      query: z.strictObject({}),
      summary: "CRMs that leads are exchanged with, and who finds companies and knows them",
      answer: leadSourcesSchema,
    },
    ({ ctx }) => readLeadSources(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      verb: "read",
      method: "post",
      path: "/api/v1/leads/companies/search",
      operationId: "searchCompanies",
      summary:
        "Companies that words are about: on the public web where a search is configured, else among your own people's",
      body: searchCompaniesSchema,
      answer: searchCompaniesAnswerSchema,
    },
    ({ ctx, body }) => searchCompanies(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "post",
      path: "/api/v1/leads/enrich",
      operationId: "enrichLeads",
      summary:
        "Fill what leads lack of their company; with `dryRun`, as it is unless said, only say what would be filled",
      body: enrichLeadsSchema,
      answer: enrichLeadsAnswerSchema,
    },
    ({ ctx, body }) => enrichLeads(ctx, services, body),
  );
}
