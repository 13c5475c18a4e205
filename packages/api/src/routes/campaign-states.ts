import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  campaignReasonSchema,
  campaignSchema,
  optimizationSchema,
  optimizeCampaignSchema,
} from "@rapport/contracts/campaigns";
import { approveCampaign, resumeCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { endCampaign, pauseCampaign } from "@rapport/domain/campaigns/pause-campaign";
import { proposeCampaign, rejectCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { requireOwnCampaign } from "./require-own-campaign.ts";

const PATH = "/api/v1/campaigns/{campaignId}";
const paramsSchema = z.object({ campaignId: z.string().min(1).max(64) });
const COMMON = {
  access: "secret",
  method: "post",
  params: paramsSchema,
  answer: campaignSchema,
  problems: ["conflict"],
} as const;
/** Stopping needs less than spending: what spends asks for a right to budgets. */
const STOPPING = { ...COMMON, tag: "campaigns", body: campaignReasonSchema } as const;
const SPENDING = { ...COMMON, tag: "budgets", body: campaignReasonSchema } as const;

/** The ways of a campaign from draft to end. */
export function registerCampaignStates(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerProposal(app, services);
  registerSpending(app, services);
  registerStopping(app, services);
}

function registerProposal(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      tag: "campaigns",
      owned: true,
      path: `${PATH}/propose`,
      operationId: "proposeCampaign",
      summary: "Freeze a draft and lay it before those who may approve it; each platform checks its part",
    },
    async ({ ctx, params, reach }) => {
      await requireOwnCampaign(ctx, reach, params.campaignId);
      return proposeCampaign(ctx, { id: params.campaignId });
    },
  );
  defineRoute(
    app,
    services,
    {
      ...SPENDING,
      path: `${PATH}/reject`,
      operationId: "rejectCampaign",
      summary: "Send a proposal back to its draft",
    },
    ({ ctx, params, body }) => rejectCampaign(ctx, { id: params.campaignId, ...body }),
  );
}

function registerSpending(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...SPENDING,
      path: `${PATH}/approve`,
      operationId: "approveCampaign",
      summary: "Approve a proposal: its money is promised below every cap and it is deployed",
    },
    ({ ctx, params, body }) => approveCampaign(ctx, { id: params.campaignId, ...body }),
  );
  defineRoute(
    app,
    services,
    { ...SPENDING, path: `${PATH}/resume`, operationId: "resumeCampaign", summary: "Let a paused campaign go on" },
    ({ ctx, params, body }) => resumeCampaign(ctx, { id: params.campaignId, ...body }),
  );
  defineRoute(
    app,
    services,
    {
      ...SPENDING,
      body: optimizeCampaignSchema,
      answer: optimizationSchema,
      problems: [],
      path: `${PATH}/optimize`,
      operationId: "optimizeCampaign",
      summary: "Move money between channels, in steps; a dry run says what would be done and why",
    },
    ({ ctx, params, body }) => optimizeCampaign(ctx, { id: params.campaignId, ...body }),
  );
}

function registerStopping(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    { ...STOPPING, path: `${PATH}/pause`, operationId: "pauseCampaign", summary: "Pause a campaign" },
    ({ ctx, params, body }) => pauseCampaign(ctx, { id: params.campaignId, ...body }),
  );
  defineRoute(
    app,
    services,
    { ...STOPPING, path: `${PATH}/end`, operationId: "endCampaign", summary: "End a campaign for good" },
    ({ ctx, params, body }) => endCampaign(ctx, { id: params.campaignId, ...body }),
  );
}
