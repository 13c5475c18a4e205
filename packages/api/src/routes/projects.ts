import type { OpenAPIHono } from "@hono/zod-openapi";
import { projectSchema, putProjectSchema } from "@rapport/contracts/projects";
import { addProject } from "@rapport/domain/workspaces/add-project";
import { describeProject } from "@rapport/domain/workspaces/describe-project";
import { renameProject } from "@rapport/domain/workspaces/rename-project";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const params = z.object({ projectId: z.string().min(1).max(64) });
const COMMON = {
  path: "/api/v1/projects/{projectId}",
  tag: "workspace",
  access: "secret",
  params,
  answer: projectSchema,
} as const;

/** The project that the caller works in: what it is called, and whose it is; and others beside it. */
export function registerProjects(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      method: "post",
      path: "/api/v1/projects",
      operationId: "createProject",
      summary: "Add a project to the workspace; its members enter it with the roles that they have",
      tag: "workspace",
      access: "secret",
      body: putProjectSchema,
      answer: projectSchema,
      problems: ["conflict"],
    },
    // The store of a project knows no other one.
    ({ ctx, body }) => addProject({ ...ctx, store: services.store }, body),
  );
  defineRoute(
    app,
    services,
    { ...COMMON, method: "get", operationId: "getProject", summary: "The project of the key or member who asks" },
    ({ ctx, params: { projectId } }) => describeProject(ctx, projectId),
  );
  defineRoute(
    app,
    services,
    {
      ...COMMON,
      method: "put",
      operationId: "putProject",
      summary: "Give the project another name; its id and slug stay",
      body: putProjectSchema,
    },
    ({ ctx, params: { projectId }, body }) => renameProject(ctx, { projectId, ...body }),
  );
}
