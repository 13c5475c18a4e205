import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { addKey, generateKey } from "@rapport/domain/access/keys";
import { acceptInvitation } from "@rapport/domain/members/accept-invitation";
import { inviteMember } from "@rapport/domain/members/invite-member";
import { createRole } from "@rapport/domain/members/roles";
import { addProject } from "@rapport/domain/workspaces/add-project";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
const ids = {
  project: "",
  rotated: "",
  ended: "",
  revoked: "",
  site: "",
  role: "",
  usedRole: "",
  doomedRole: "",
  invitation: "",
  member: "",
};
const lastAdmin = { id: "" };
/** Names that no other project has. */
const made = { projects: 0 };

/** A key that may do all that an admin may. */
export async function addAdminKey(server: TestServer, projectId = server.projectId): Promise<string> {
  const { services } = server.composition();
  const ctx = { ...services, projectId, actor: { kind: "system" } as const };
  const secret = generateKey("secret", services.randomBytes);
  await addKey(ctx, { kind: "secret", name: "Admin", secret, scopes: [...BUILT_IN_ROLES.admin] });
  return secret;
}

/** Keys to be ended, roles that are used and not, an open invitation, an admin and another member. */
export async function seedAccess(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const giver = BUILT_IN_ROLES.admin;
  ids.project = server.projectId;
  await addProject(ctx, { name: "Taken" });
  for (const which of ["rotated", "ended", "revoked"] as const) {
    const secret = generateKey("secret", services.randomBytes);
    const expiresAt = which === "ended" ? new Date(0) : null;
    ids[which] = (await addKey(ctx, { kind: "secret", name: which, secret, expiresAt })).id;
  }
  const site = generateKey("write", services.randomBytes);
  ids.site = (await addKey(ctx, { kind: "write", name: "site", secret: site })).id;
  for (const which of ["role", "usedRole", "doomedRole"] as const) {
    ids[which] = (await createRole(ctx, { name: which, permissions: ["users:read"], giver })).id;
  }
  ids.invitation = (await inviteMember(ctx, { email: "open@example.com", role: "analyst", giver })).id;
  const join = async (email: string, role: string) => {
    const { token } = await inviteMember(ctx, { email, role, giver });
    return acceptInvitation(services, { token, email, name: role, passwordHash: "none", member: undefined });
  };
  lastAdmin.id = (await join("admin@example.com", "admin")).memberId;
  ids.member = (await join("leaving@example.com", "analyst")).memberId;
  await join("staying@example.com", ids.usedRole);
}

const role = { name: "Reader", permissions: ["users:read"] };

export const ACCESS_CASES: Record<string, RouteCase> = {
  getProject: {
    access: "secret",
    good: () => ({ path: `/api/v1/projects/${ids.project}` }),
    bad: { path: `/api/v1/projects/${LONG}`, pointer: "/projectId" },
    missing: { path: "/api/v1/projects/prj_other" },
  },
  putProject: {
    access: "secret",
    good: () => ({ path: `/api/v1/projects/${ids.project}`, method: "PUT", body: { name: "Shop" } }),
    bad: { path: "/api/v1/projects/prj_other", method: "PUT", body: { name: " " }, pointer: "/name" },
    missing: { path: "/api/v1/projects/prj_other", method: "PUT", body: { name: "Shop" } },
  },
  createProject: {
    access: "secret",
    good: () => ({ path: "/api/v1/projects", body: { name: `Shop ${++made.projects}` } }),
    bad: { path: "/api/v1/projects", body: { name: " " }, pointer: "/name" },
    conflicting: () => ({ path: "/api/v1/projects", body: { name: "Taken" } }),
  },
  searchProject: {
    access: "secret",
    empty: { data: [] },
    good: () => ({ path: "/api/v1/search?q=site" }),
    bad: { path: "/api/v1/search?q=", pointer: "/q" },
  },
  listMembers: {
    access: "secret",
    empty: { data: [], invitations: [] },
    good: () => ({ path: "/api/v1/members" }),
    bad: { path: "/api/v1/members?x=1", pointer: "" },
  },
  inviteMember: {
    access: "admin",
    good: () => ({ path: "/api/v1/members/invitations", body: { email: "new@example.com", role: "analyst" } }),
    bad: { path: "/api/v1/members/invitations", body: { email: "new", role: "analyst" }, pointer: "/email" },
  },
  revokeInvitation: {
    access: "admin",
    good: () => ({ path: `/api/v1/members/invitations/${ids.invitation}`, method: "DELETE" }),
    bad: { path: `/api/v1/members/invitations/${LONG}`, method: "DELETE", pointer: "/invitationId" },
    missing: { path: "/api/v1/members/invitations/inv_none", method: "DELETE" },
  },
  changeMemberRole: {
    access: "admin",
    good: () => ({ path: `/api/v1/members/${ids.member}`, method: "PUT", body: { role: "creator" } }),
    bad: { path: "/api/v1/members/mem_x", method: "PUT", body: { role: "" }, pointer: "/role" },
    missing: { path: "/api/v1/members/mem_none", method: "PUT", body: { role: "analyst" } },
    conflicting: () => ({ path: `/api/v1/members/${lastAdmin.id}`, method: "PUT", body: { role: "analyst" } }),
  },
  removeMember: {
    access: "admin",
    good: () => ({ path: `/api/v1/members/${ids.member}`, method: "DELETE" }),
    bad: { path: `/api/v1/members/${LONG}`, method: "DELETE", pointer: "/memberId" },
    missing: { path: "/api/v1/members/mem_none", method: "DELETE" },
    conflicting: () => ({ path: `/api/v1/members/${lastAdmin.id}`, method: "DELETE" }),
  },
  listRoles: {
    access: "secret",
    good: () => ({ path: "/api/v1/roles" }),
    bad: { path: "/api/v1/roles?x=1", pointer: "" },
  },
  createRole: {
    access: "admin",
    good: () => ({ path: "/api/v1/roles", body: role }),
    bad: { path: "/api/v1/roles", body: { ...role, permissions: ["all"] }, pointer: "/permissions/0" },
  },
  putRole: {
    access: "admin",
    good: () => ({ path: `/api/v1/roles/${ids.role}`, method: "PUT", body: role }),
    bad: { path: "/api/v1/roles/rol_x", method: "PUT", body: { ...role, name: "" }, pointer: "/name" },
    missing: { path: "/api/v1/roles/analyst", method: "PUT", body: role },
  },
  deleteRole: {
    access: "admin",
    good: () => ({ path: `/api/v1/roles/${ids.doomedRole}`, method: "DELETE" }),
    bad: { path: `/api/v1/roles/${LONG}`, method: "DELETE", pointer: "/roleId" },
    missing: { path: "/api/v1/roles/rol_none", method: "DELETE" },
    conflicting: () => ({ path: `/api/v1/roles/${ids.usedRole}`, method: "DELETE" }),
  },
  listKeys: {
    access: "secret",
    good: () => ({ path: "/api/v1/keys" }),
    bad: { path: "/api/v1/keys?x=1", pointer: "" },
  },
  createKey: {
    access: "admin",
    good: () => ({ path: "/api/v1/keys", body: { kind: "write", name: "Site" } }),
    bad: { path: "/api/v1/keys", body: { kind: "write", name: "" }, pointer: "/name" },
  },
  rotateKey: {
    access: "admin",
    good: () => ({ path: `/api/v1/keys/${ids.rotated}/rotate`, body: { overlapHours: 1 } }),
    bad: { path: "/api/v1/keys/key_x/rotate", body: { overlapHours: -1 }, pointer: "/overlapHours" },
    missing: { path: "/api/v1/keys/key_none/rotate", body: {} },
    conflicting: () => ({ path: `/api/v1/keys/${ids.ended}/rotate`, body: {} }),
  },
  revokeKey: {
    access: "admin",
    good: () => ({ path: `/api/v1/keys/${ids.revoked}`, method: "DELETE" }),
    bad: { path: `/api/v1/keys/${LONG}`, method: "DELETE", pointer: "/keyId" },
    missing: { path: "/api/v1/keys/key_none", method: "DELETE" },
  },
  setUserTokens: {
    access: "admin",
    good: () => ({ path: `/api/v1/keys/${ids.site}/user-tokens`, body: { userTokens: "off" } }),
    bad: { path: "/api/v1/keys/key_x/user-tokens", body: { userTokens: "some" }, pointer: "/userTokens" },
    missing: { path: "/api/v1/keys/key_none/user-tokens", body: { userTokens: "off" } },
    conflicting: () => ({ path: `/api/v1/keys/${ids.ended}/user-tokens`, body: { userTokens: "off" } }),
  },
  makeUserTokenSecret: {
    access: "admin",
    good: () => ({ path: `/api/v1/keys/${ids.site}/user-token-secret`, body: {} }),
    bad: { path: "/api/v1/keys/key_x/user-token-secret", body: { overlapHours: 721 }, pointer: "/overlapHours" },
    missing: { path: "/api/v1/keys/key_none/user-token-secret", body: {} },
    conflicting: () => ({ path: `/api/v1/keys/${ids.ended}/user-token-secret`, body: {} }),
  },
  listAudit: {
    access: "secret",
    good: () => ({ path: "/api/v1/audit?limit=2" }),
    bad: { path: "/api/v1/audit?cursor=x", pointer: "/cursor" },
  },
  checkAudit: {
    access: "secret",
    empty: { intact: true, entries: 0, brokenAt: null, erased: 0, head: null },
    good: () => ({ path: "/api/v1/audit/check" }),
    bad: { path: "/api/v1/audit/check?x=1", pointer: "" },
  },
};
