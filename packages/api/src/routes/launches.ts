import type { OpenAPIHono } from "@hono/zod-openapi";
import { launchKitListSchema, launchSchema } from "@rapport/contracts/launches";
import { getLaunch, getLaunchKit } from "@rapport/domain/campaigns/launches";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "campaigns", access: "secret", method: "get" } as const;

/** Launches on Product Hunt: texts for its form, which a person fills in, and how a launch does. */
export function registerLaunches(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/campaigns/{campaignId}/launch-kit",
      operationId: "getLaunchKit",
      summary: "The texts of a campaign as Product Hunt's form asks for them, and what it would refuse",
      params: z.object({ campaignId: z.string().min(1).max(64) }),
      answer: launchKitListSchema,
    },
    ({ ctx, params }) => getLaunchKit(ctx, { id: params.campaignId }),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      path: "/api/v1/launches/{slug}",
      operationId: "getLaunch",
      summary: "How a launch on Product Hunt does",
      params: z.object({ slug: z.string().min(1).max(255) }),
      answer: launchSchema,
      problems: ["conflict", "unavailable"],
    },
    ({ ctx, params }) => getLaunch(ctx, params),
  );
}
