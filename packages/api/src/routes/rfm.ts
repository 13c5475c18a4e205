import type { OpenAPIHono } from "@hono/zod-openapi";
import { computeRfmSchema, rfmJobSchema, rfmSummarySchema } from "@rapport/contracts/rfm";
import { getRfmSummary } from "@rapport/domain/rfm/get-rfm";
import { requestRfm } from "@rapport/domain/rfm/rfm-compute";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Customers by recency, frequency and monetary value. */
export function registerRfm(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "users", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/rfm",
      operationId: "getRfm",
      summary: "The customers by named segment, as of the last computation; one of them by `?segment=At risk`",
      query: z.object({ segment: z.string().max(50).optional() }),
      answer: rfmSummarySchema,
    },
    ({ ctx, query }) => getRfmSummary(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/rfm/compute",
      operationId: "computeRfm",
      summary: "Score the customers anew, in the background; it also happens every night",
      body: computeRfmSchema,
      answer: rfmJobSchema,
    },
    ({ ctx, body }) => requestRfm(ctx, body),
  );
}
