import type { Role } from "@rapport/contracts/access";
import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { RoleRow } from "@rapport/store/queries/members";
import { deleteUnusedRole, findRoleRow, listRoleRows, upsertRoleRow } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { requireCovered } from "./require-role.ts";
import { workspaceOf } from "./workspace-of.ts";

/** `giver`: what the one who asks may do; a role of theirs cannot allow more. */
type RoleInput = { name: string; permissions: string[]; giver: readonly string[] };

/** The roles that every workspace has, then its own. */
export async function listRoles(ctx: Context): Promise<{ data: Role[] }> {
  const own = await listRoleRows(ctx.store.db, await workspaceOf(ctx));
  const builtIn = Object.entries(BUILT_IN_ROLES).map(([id, permissions]) => ({
    id,
    name: id,
    builtIn: true,
    permissions: [...permissions],
  }));
  return { data: [...builtIn, ...own.map(toRole)] };
}

/** Adds a role of the workspace's own. @throws RapportError forbidden */
export async function createRole(ctx: Context, { name, permissions, giver }: RoleInput): Promise<Role> {
  requireCovered(giver, permissions);
  const workspaceId = await workspaceOf(ctx);
  const id = newId("role", ctx.now(), ctx.randomBytes(10));
  return toRole(await upsertRoleRow(ctx.store.db, { workspaceId, id, name, permissions }));
}

/** Changes what a role allows, for all who have it, from their next request on. @throws RapportError not_found, forbidden */
export async function putRole(ctx: Context, id: string, { name, permissions, giver }: RoleInput): Promise<Role> {
  requireCovered(giver, permissions);
  const workspaceId = await workspaceOf(ctx);
  await requireOwnRole(ctx, workspaceId, id);
  return toRole(await upsertRoleRow(ctx.store.db, { workspaceId, id, name, permissions }));
}

/** Removes a role that nobody has. @throws RapportError not_found, conflict */
export async function deleteRole(ctx: Context, id: string): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  await requireOwnRole(ctx, workspaceId, id);
  const now = new Date(ctx.now());
  const deleted = await ctx.store.withTransaction((tx) => deleteUnusedRole(tx, { workspaceId, id, now }));
  if (!deleted)
    throw new RapportError("conflict", "Members or open invitations have this role: give them another first");
}

async function requireOwnRole(ctx: Context, workspaceId: string, id: string): Promise<void> {
  if (await findRoleRow(ctx.store.db, workspaceId, id)) return;
  const builtIn = Object.hasOwn(BUILT_IN_ROLES, id) ? "; the built-in ones cannot be changed" : "";
  throw new RapportError("not_found", `The workspace has no role of its own with the id “${id}”${builtIn}`);
}

function toRole({ id, name, permissions }: RoleRow): Role {
  return { id, name, builtIn: false, permissions };
}
