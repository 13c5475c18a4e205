import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  campaignListSchema,
  campaignMetricsSchema,
  campaignSchema,
  platformActionListSchema,
  putCampaignSchema,
} from "@rapport/contracts/campaigns";
import { createCampaign, deleteCampaign, putCampaign } from "@rapport/domain/campaigns/create-campaign";
import { getCampaign, listCampaigns } from "@rapport/domain/campaigns/get-campaign";
import { getCampaignMetrics } from "@rapport/domain/campaigns/get-campaign-metrics";
import { listPlatformActions } from "@rapport/domain/campaigns/list-platform-actions";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerCampaignStates } from "./campaign-states.ts";
import { requireOwnCampaign } from "./require-own-campaign.ts";

const PATH = "/api/v1/campaigns";
const COMMON = { tag: "campaigns", access: "secret" } as const;
const paramsSchema = z.object({ campaignId: z.string().min(1).max(64) });
const ONE = { ...COMMON, path: `${PATH}/{campaignId}`, params: paramsSchema } as const;

/** Campaigns: what is advertised, to whom, for how much, and what came of it. */
export function registerCampaigns(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerCollection(app, services);
  registerOne(app, services);
  registerCampaignStates(app, services);
  registerReports(app, services);
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: PATH,
      operationId: "listCampaigns",
      summary: "Campaigns, the newest first",
      query: pageQuerySchema,
      answer: campaignListSchema,
    },
    ({ ctx, query }) => listCampaigns(ctx, query),
  );
  const making = {
    ...COMMON,
    owned: true,
    method: "post",
    body: putCampaignSchema,
    answer: campaignSchema,
    problems: ["conflict"],
  } as const;
  defineRoute(
    app,
    services,
    { ...making, path: `${PATH}/create`, operationId: "createCampaign", summary: "Add a campaign as a draft" },
    ({ ctx, body }) => createCampaign(ctx, body),
  );
  defineRoute(
    app,
    services,
    { ...making, path: PATH, operationId: "postCampaign", summary: "The same as `POST /campaigns/create`" },
    ({ ctx, body }) => createCampaign(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    { ...ONE, method: "get", operationId: "getCampaign", summary: "One campaign", answer: campaignSchema },
    ({ ctx, params }) => getCampaign(ctx, { id: params.campaignId }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "put",
      owned: true,
      operationId: "putCampaign",
      summary: "Replace a draft",
      body: putCampaignSchema,
      answer: campaignSchema,
      problems: ["conflict"],
    },
    async ({ ctx, params, body, reach }) => {
      await requireOwnCampaign(ctx, reach, params.campaignId);
      return putCampaign(ctx, { ...body, id: params.campaignId });
    },
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "delete",
      owned: true,
      operationId: "deleteCampaign",
      summary: "Forget a draft",
      answer: z.object({ deleted: z.literal(true) }),
      problems: ["conflict"],
    },
    async ({ ctx, params, reach }) => {
      await requireOwnCampaign(ctx, reach, params.campaignId);
      await deleteCampaign(ctx, { id: params.campaignId });
      return { deleted: true } as const;
    },
  );
}

function registerReports(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      path: `${PATH}/{campaignId}/metrics`,
      operationId: "getCampaignMetrics",
      summary: "Spend, conversions and their cost by day and channel, and the lift over those who were kept from it",
      answer: campaignMetricsSchema,
    },
    ({ ctx, params }) => getCampaignMetrics(ctx, { id: params.campaignId }),
  );
  defineRoute(
    app,
    services,
    {
      ...ONE,
      method: "get",
      path: `${PATH}/{campaignId}/actions`,
      operationId: "listPlatformActions",
      summary: "What was asked of platforms, the latest first, and how it went",
      answer: platformActionListSchema,
    },
    ({ ctx, params }) => listPlatformActions(ctx, { id: params.campaignId }),
  );
}
