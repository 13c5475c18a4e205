import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  assignmentAnswerSchema,
  assignmentQuerySchema,
  experimentListSchema,
  experimentSchema,
  putExperimentSchema,
} from "@rapport/contracts/experiments";
import { createExperiment } from "@rapport/domain/experiments/create-experiment";
import { deleteExperiment } from "@rapport/domain/experiments/delete-experiment";
import { getExperiment, listExperiments } from "@rapport/domain/experiments/get-experiment";
import { listAssignments } from "@rapport/domain/experiments/list-assignments";
import { putExperiment } from "@rapport/domain/experiments/put-experiment";
import { startExperiment } from "@rapport/domain/experiments/start-experiment";
import { stopExperiment } from "@rapport/domain/experiments/stop-experiment";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const PATH = "/api/v1/experiments";
const COMMON = { tag: "experiments", access: "secret" } as const;
const paramsSchema = z.object({ experimentId: z.string().min(1).max(64) });

/** Randomised comparisons, and who sees what in those that run. */
export function registerExperiments(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  // Before the route of one experiment: its path would fit that one, too.
  registerAssignments(app, services);
  registerCollection(app, services);
  registerOne(app, services);
  registerStates(app, services);
}

function registerAssignments(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      tag: "experiments",
      access: "public",
      work: "last",
      method: "get",
      path: `${PATH}/assignments`,
      operationId: "listAssignments",
      summary: "The variants that one person sees, in the running experiments that they take part in",
      query: assignmentQuerySchema,
      answer: assignmentAnswerSchema,
    },
    // An id proves nothing here, and need not: a variant says nothing about the person.
    ({ ctx, query }) => listAssignments(ctx, query),
  );
}

function registerCollection(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: PATH };
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      operationId: "listExperiments",
      summary: "All experiments, the newest first",
      query: z.strictObject({}),
      answer: experimentListSchema,
    },
    ({ ctx }) => listExperiments(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      operationId: "createExperiment",
      summary: "Add an experiment as a draft: variants with weights, share of traffic, holdout, layer",
      body: putExperimentSchema,
      answer: experimentSchema,
      problems: ["conflict"],
    },
    ({ ctx, body }) => createExperiment(ctx, body),
  );
}

function registerOne(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, path: `${PATH}/{experimentId}`, params: paramsSchema };
  defineRoute(
    app,
    services,
    { ...common, method: "get", operationId: "getExperiment", summary: "One experiment", answer: experimentSchema },
    ({ ctx, params }) => getExperiment(ctx, { id: params.experimentId }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      operationId: "putExperiment",
      summary: "Replace a draft",
      body: putExperimentSchema,
      answer: experimentSchema,
      problems: ["conflict"],
    },
    ({ ctx, params, body }) => putExperiment(ctx, { ...body, id: params.experimentId }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      operationId: "deleteExperiment",
      summary: "Forget a draft or a stopped experiment",
      answer: z.object({ deleted: z.literal(true) }),
      problems: ["conflict"],
    },
    async ({ ctx, params }) => {
      await deleteExperiment(ctx, { id: params.experimentId });
      return { deleted: true } as const;
    },
  );
}

function registerStates(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, method: "post", params: paramsSchema, answer: experimentSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      path: `${PATH}/{experimentId}/start`,
      operationId: "startExperiment",
      summary: "Assign variants from now on; the experiment is frozen",
      problems: ["conflict"],
    },
    ({ ctx, params }) => startExperiment(ctx, { id: params.experimentId }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      path: `${PATH}/{experimentId}/stop`,
      operationId: "stopExperiment",
      summary: "Assign nobody any more, for good",
      problems: ["conflict"],
    },
    ({ ctx, params }) => stopExperiment(ctx, { id: params.experimentId }),
  );
}
