import type { OpenAPIHono } from "@hono/zod-openapi";
import {
  agentGraphListSchema,
  agentRunDetailSchema,
  agentRunPageSchema,
  agentRunSchema,
  agentStopSchema,
  RUN_STATES,
  runCheckpointRefSchema,
  startRunSchema,
  stopAgentsSchema,
} from "@rapport/contracts/agents";
import { readAgentStop, releaseAgents, stopAgents } from "@rapport/domain/agents/agent-switch";
import { cancelRun, forkRun, resumeRun, rewindRun } from "@rapport/domain/agents/change-run";
import { getRunDetail } from "@rapport/domain/agents/get-run";
import { listGraphs } from "@rapport/domain/agents/list-graphs";
import { listRuns } from "@rapport/domain/agents/list-runs";
import { startRun } from "@rapport/domain/agents/start-run";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import { pageQuerySchema } from "../http/page-query.ts";
import { streamRun } from "../live/follow-run.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const COMMON = { tag: "agents", access: "secret" } as const;
const noQuerySchema = z.strictObject({});
const paramsSchema = z.object({ runId: z.string().min(1).max(64) });
const listQuerySchema = pageQuerySchema.extend({
  state: z.enum(RUN_STATES).optional(),
  graph: z.string().max(64).optional(),
});

/** Runs of agents: what there is, what they did and cost; start, go on, go back, stop. */
export function registerAgents(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  registerGraphs(app, services);
  registerRuns(app, services);
  app.get("/api/v1/agents/runs/:runId/stream", (c) => streamRun(services, c, c.req.param("runId")));
  registerCommands(app, services);
  registerCheckpoints(app, services);
  registerSwitch(app, services);
}

function registerRuns(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const runs = { ...COMMON, path: "/api/v1/agents/runs" } as const;
  defineRoute(
    app,
    services,
    {
      ...runs,
      method: "get",
      operationId: "listAgentRuns",
      summary: "Runs of the project, the newest first",
      query: listQuerySchema,
      answer: agentRunPageSchema,
    },
    ({ ctx, query }) => listRuns(ctx, query),
  );
  defineRoute(
    app,
    services,
    {
      ...runs,
      method: "post",
      operationId: "startAgentRun",
      summary: "Start a workflow; with a key, once however often it is asked for",
      body: startRunSchema,
      answer: agentRunSchema,
    },
    ({ ctx, body }) => startRun(ctx, body),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/agents/runs/{runId}",
      operationId: "getAgentRun",
      summary: "One run: its steps, tokens and cost, checkpoints and approvals",
      params: paramsSchema,
      answer: agentRunDetailSchema,
    },
    ({ ctx, params }) => getRunDetail(ctx, params.runId),
  );
}

function registerGraphs(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "get",
      path: "/api/v1/agents/graphs",
      operationId: "listAgentGraphs",
      summary: "Workflows that can be run, and what each takes",
      query: noQuerySchema,
      answer: agentGraphListSchema,
    },
    ({ ctx }) => listGraphs(ctx),
  );
}

function registerCommands(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const command = { ...COMMON, method: "post", params: paramsSchema, answer: agentRunSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...command,
      path: "/api/v1/agents/runs/{runId}/resume",
      operationId: "resumeAgentRun",
      summary: "Let a failed run go on from its last checkpoint",
      problems: ["conflict"],
    },
    ({ ctx, params }) => resumeRun(ctx, params.runId),
  );
  defineRoute(
    app,
    services,
    {
      ...command,
      path: "/api/v1/agents/runs/{runId}/cancel",
      operationId: "cancelAgentRun",
      summary: "End a run that has not ended; what it did stays",
      problems: ["conflict"],
    },
    ({ ctx, params }) => cancelRun(ctx, params.runId),
  );
}

function registerCheckpoints(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const command = {
    ...COMMON,
    method: "post",
    params: paramsSchema,
    body: runCheckpointRefSchema,
    answer: agentRunSchema,
  } as const;
  defineRoute(
    app,
    services,
    {
      ...command,
      path: "/api/v1/agents/runs/{runId}/rewind",
      operationId: "rewindAgentRun",
      summary: "Put a run back to a checkpoint, from which it goes on",
    },
    ({ ctx, params, body }) => rewindRun(ctx, params.runId, body.checkpointId),
  );
  defineRoute(
    app,
    services,
    {
      ...command,
      path: "/api/v1/agents/runs/{runId}/fork",
      operationId: "forkAgentRun",
      summary: "Begin another run from a checkpoint of this one",
    },
    ({ ctx, params, body }) => forkRun(ctx, params.runId, body.checkpointId),
  );
}

function registerSwitch(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { ...COMMON, answer: agentStopSchema } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/agents/stop",
      operationId: "getAgentStop",
      summary: "Whether the project's agents are stopped",
      query: noQuerySchema,
    },
    ({ ctx }) => readAgentStop(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/agents/stop",
      operationId: "stopAgents",
      summary: "Stop all that the project's agents do, at once; their runs keep what they have",
      body: stopAgentsSchema,
    },
    ({ ctx, body }) => stopAgents(ctx, body.reason),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/agents/release",
      operationId: "releaseAgents",
      summary: "Let the project's agents go on",
      query: noQuerySchema,
    },
    ({ ctx }) => releaseAgents(ctx),
  );
}
