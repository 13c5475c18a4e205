import type { OpenAPIHono } from "@hono/zod-openapi";
import { JOB_STATES, jobPageSchema, jobSchema } from "@rapport/contracts/jobs";
import { cancelJob } from "@rapport/domain/jobs/cancel-job";
import { getJob } from "@rapport/domain/jobs/get-job";
import { listJobs } from "@rapport/domain/jobs/list-jobs";
import { retryJob } from "@rapport/domain/jobs/retry-job";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "jobs", access: "secret" } as const;
const paramsSchema = z.object({ jobId: z.string().min(1).max(64) });
const listQuerySchema = pageQuerySchema.extend({
  name: z.string().max(100).optional(),
  state: z.enum(JOB_STATES).optional(),
});

/** Work in the background: what there is, how far it is, cancel and retry. */
export function registerJobs(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/jobs",
      operationId: "listJobs",
      summary: "Jobs of the project, the newest first",
      query: listQuerySchema,
      answer: jobPageSchema,
    },
    ({ ctx, query }) => listJobs(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/jobs/{jobId}",
      operationId: "getJob",
      summary: "One job: its state, progress, error and result",
      params: paramsSchema,
      answer: jobSchema,
    },
    ({ ctx, params }) => getJob(ctx, params.jobId),
  );
  registerCommands(app, services);
}

function registerCommands(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = {
    ...COMMON,
    method: "post",
    params: paramsSchema,
    answer: jobSchema,
    problems: ["conflict"],
  } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/jobs/{jobId}/cancel",
      operationId: "cancelJob",
      summary: "End a job that waits or runs; what it did so far stays",
    },
    ({ ctx, params }) => cancelJob(ctx, params.jobId),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: "/api/v1/jobs/{jobId}/retry",
      operationId: "retryJob",
      summary: "Start a failed or cancelled job again, from its last checkpoint",
    },
    ({ ctx, params }) => retryJob(ctx, params.jobId),
  );
}
