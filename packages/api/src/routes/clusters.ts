import type { OpenAPIHono } from "@hono/zod-openapi";
import { clusterDetailSchema, clusterListSchema, fitClustersSchema } from "@rapport/contracts/clusters";
import { jobSchema } from "@rapport/contracts/jobs";
import { requestClusters } from "@rapport/domain/clusters/clusters-fit";
import { getCluster, listClusters } from "@rapport/domain/clusters/get-clusters";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Groups of people that were found by learning. */
export function registerClusters(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "segments", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/clusters/fit",
      operationId: "fitClusters",
      summary: "Find clusters among what people do, in the background; from then on it also happens every night",
      body: fitClustersSchema,
      answer: jobSchema,
    },
    ({ ctx, body }) => requestClusters(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/clusters",
      operationId: "listClusters",
      summary: "The clusters, the largest first: what their people do more than others, and how distinct they are",
      query: z.object({ name: z.string().max(100).optional() }),
      answer: clusterListSchema,
    },
    ({ ctx, query }) => listClusters(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/clusters/{clusterId}",
      operationId: "getCluster",
      summary: "One cluster, with its most typical people",
      params: z.object({ clusterId: z.string().min(1).max(64) }),
      answer: clusterDetailSchema,
    },
    ({ ctx, params }) => getCluster(ctx, { id: params.clusterId }),
  );
}
