import type { Role } from "@rapport/contracts/access";
import { invitedSchema, memberListSchema, roleListSchema, roleSchema } from "@rapport/contracts/access";
import { auditCheckSchema, auditPageSchema } from "@rapport/contracts/audit";
import type { createKeySchema } from "@rapport/contracts/keys";
import { keyListSchema, keySchema, newKeySchema, userTokenSecretSchema } from "@rapport/contracts/keys";
import type { UserTokenMode } from "@rapport/contracts/user-tokens";
import { z } from "zod";
import { request, withQuery } from "./api.ts";

const done = z.unknown();
const offerSchema = z.object({ email: z.string(), role: z.string(), workspaceName: z.string() });
/** The sign-in library answers either a session, or that a code is needed, too. */
const signedInSchema = z.object({ twoFactorRedirect: z.boolean().optional() });

/** What a role of the workspace's own is called and allows. */
type RoleBody = Pick<Role, "name" | "permissions">;

/** Calls about who may come in and what they may do. */
export const accessApi = {
  signIn: (email: string, password: string) =>
    request("/api/v1/auth/sign-in/email", { method: "POST", body: { email, password }, schema: signedInSchema }),
  verifyCode: (code: string) =>
    request("/api/v1/auth/two-factor/verify-totp", { method: "POST", body: { code }, schema: done }),
  verifyBackupCode: (code: string) =>
    request("/api/v1/auth/two-factor/verify-backup-code", { method: "POST", body: { code }, schema: done }),
  offer: (token: string) => request("/console/invitation", { method: "POST", body: { token }, schema: offerSchema }),
  join: (body: { token: string; email: string | undefined; name: string; password: string }) =>
    request("/console/join", { method: "POST", body, schema: done }),

  members: (signal?: AbortSignal) => request("/api/v1/members", { schema: memberListSchema, signal }),
  invite: (body: { email: string; role: string }) =>
    request("/api/v1/members/invitations", { method: "POST", body, schema: invitedSchema }),
  revokeInvitation: (id: string) =>
    request(`/api/v1/members/invitations/${encodeURIComponent(id)}`, { method: "DELETE", schema: done }),
  changeRole: (id: string, role: string) =>
    request(`/api/v1/members/${encodeURIComponent(id)}`, { method: "PUT", body: { role }, schema: done }),
  removeMember: (id: string) =>
    request(`/api/v1/members/${encodeURIComponent(id)}`, { method: "DELETE", schema: done }),
  roles: (signal?: AbortSignal) => request("/api/v1/roles", { schema: roleListSchema, signal }),
  createRole: (body: RoleBody) => request("/api/v1/roles", { method: "POST", body, schema: roleSchema }),
  putRole: (id: string, body: RoleBody) =>
    request(`/api/v1/roles/${encodeURIComponent(id)}`, { method: "PUT", body, schema: roleSchema }),
  deleteRole: (id: string) => request(`/api/v1/roles/${encodeURIComponent(id)}`, { method: "DELETE", schema: done }),

  keys: (signal?: AbortSignal) => request("/api/v1/keys", { schema: keyListSchema, signal }),
  createKey: (body: z.input<typeof createKeySchema>) =>
    request("/api/v1/keys", { method: "POST", body, schema: newKeySchema }),
  rotateKey: (id: string, overlapHours: number) =>
    request(`/api/v1/keys/${encodeURIComponent(id)}/rotate`, {
      method: "POST",
      body: { overlapHours },
      schema: newKeySchema,
    }),
  makeUserTokenSecret: (id: string, overlapHours: number) =>
    request(`/api/v1/keys/${encodeURIComponent(id)}/user-token-secret`, {
      method: "POST",
      body: { overlapHours },
      schema: userTokenSecretSchema,
    }),
  setUserTokens: (id: string, userTokens: UserTokenMode) =>
    request(`/api/v1/keys/${encodeURIComponent(id)}/user-tokens`, {
      method: "POST",
      body: { userTokens },
      schema: keySchema,
    }),
  revokeKey: (id: string) => request(`/api/v1/keys/${encodeURIComponent(id)}`, { method: "DELETE", schema: done }),

  audit: (
    { limit = 50, ...input }: { cursor?: string | undefined; actor?: string | undefined; limit?: number },
    signal?: AbortSignal,
  ) => request(withQuery("/api/v1/audit", { ...input, limit }), { schema: auditPageSchema, signal }),
  checkAudit: () => request("/api/v1/audit/check", { schema: auditCheckSchema }),
};
