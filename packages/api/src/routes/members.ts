import type { OpenAPIHono } from "@hono/zod-openapi";
import { changeRoleSchema, invitedSchema, inviteMemberSchema, memberListSchema } from "@rapport/contracts/access";
import { changeRole, removeMember } from "@rapport/domain/members/change-role";
import { inviteMember } from "@rapport/domain/members/invite-member";
import { listMembers } from "@rapport/domain/members/list-members";
import { revokeInvitation } from "@rapport/domain/members/revoke-invitation";
import { z } from "zod";
import { defineRoute } from "../http/define-route.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const memberParams = z.object({ memberId: z.string().min(1).max(64) });
const invitationParams = z.object({ invitationId: z.string().min(1).max(64) });
const doneSchema = z.object({ done: z.literal(true) });

/** Who belongs to the workspace, and as what. */
export function registerMembers(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "members", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "get",
      path: "/api/v1/members",
      operationId: "listMembers",
      summary: "Members of the workspace and open invitations",
      query: z.strictObject({}),
      answer: memberListSchema,
    },
    ({ ctx }) => listMembers(ctx),
  );
  registerMemberChanges(app, services);
}

/** Changes of who belongs. */
function registerMemberChanges(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "members", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "put",
      path: "/api/v1/members/{memberId}",
      operationId: "changeMemberRole",
      summary: "Give a member another role; the last admin stays one",
      params: memberParams,
      body: changeRoleSchema,
      answer: doneSchema,
      problems: ["conflict"],
    },
    async ({ ctx, caller, params, body }) => {
      await changeRole(ctx, { ...params, ...body, giver: caller.permissions });
      return { done: true as const };
    },
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path: "/api/v1/members/{memberId}",
      operationId: "removeMember",
      summary: "Take a member out of the workspace; their sessions end at once",
      params: memberParams,
      answer: doneSchema,
      problems: ["conflict"],
    },
    async ({ ctx, caller, params }) => {
      await removeMember(ctx, { ...params, giver: caller.permissions });
      void services.connections.check();
      return { done: true as const };
    },
  );
}

/** Who was asked to join. */
export function registerInvitations(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const common = { tag: "members", access: "secret" } as const;
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "post",
      path: "/api/v1/members/invitations",
      operationId: "inviteMember",
      summary: "Invite somebody; the answer carries the token of the link, once",
      body: inviteMemberSchema,
      answer: invitedSchema,
    },
    ({ ctx, caller, body }) => inviteMember(ctx, { ...body, giver: caller.permissions }),
  );
  defineRoute(
    app,
    services,
    {
      ...common,
      method: "delete",
      path: "/api/v1/members/invitations/{invitationId}",
      operationId: "revokeInvitation",
      summary: "Take an invitation back",
      params: invitationParams,
      answer: doneSchema,
    },
    async ({ ctx, params }) => {
      await revokeInvitation(ctx, params.invitationId);
      return { done: true as const };
    },
  );
}
