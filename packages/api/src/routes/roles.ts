import type { OpenAPIHono } from "@hono/zod-openapi";
import { putRoleSchema, roleListSchema, roleSchema } from "@rapport/contracts/access";
import { createRole, deleteRole, listRoles, putRole } from "@rapport/domain/members/roles";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const roleParams = z.object({ roleId: z.string().min(1).max(64) });
const doneSchema = z.object({ done: z.literal(true) });

/** What members may do. */
export function registerRoles(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "roles", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/roles",
      operationId: "listRoles",
      summary: "Built-in roles and the workspace's own, with what each allows",
      query: z.strictObject({}),
      answer: roleListSchema,
    },
    ({ ctx }) => listRoles(ctx),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/roles",
      operationId: "createRole",
      summary: "Add a role of the workspace's own",
      body: putRoleSchema,
      answer: roleSchema,
    },
    ({ ctx, caller, body }) => createRole(ctx, { ...body, giver: caller.permissions }),
  );
  registerRoleChanges(app, services);
}

/** Changes of the workspace's own roles. */
function registerRoleChanges(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "roles", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      path: "/api/v1/roles/{roleId}",
      operationId: "putRole",
      summary: "Change what one of the workspace's own roles allows",
      params: roleParams,
      body: putRoleSchema,
      answer: roleSchema,
    },
    ({ ctx, caller, params, body }) => putRole(ctx, params.roleId, { ...body, giver: caller.permissions }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path: "/api/v1/roles/{roleId}",
      operationId: "deleteRole",
      summary: "Remove a role that nobody has",
      params: roleParams,
      answer: doneSchema,
      problems: ["conflict"],
    },
    async ({ ctx, params }) => {
      await deleteRole(ctx, params.roleId);
      return { done: true as const };
    },
  );
}
