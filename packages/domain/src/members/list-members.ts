import type { Invitation, Member } from "@rapport/contracts/access";
import type { InvitationRow } from "@rapport/store/queries/members";
import { listMemberRows, listOpenInvitations, listRoleRows } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { workspaceOf } from "./workspace-of.ts";

/** Who belongs to the workspace, and who was asked to join. */
export async function listMembers(ctx: Context): Promise<{ data: Member[]; invitations: Invitation[] }> {
  const workspaceId = await workspaceOf(ctx);
  const { db } = ctx.store;
  const names = new Map((await listRoleRows(db, workspaceId)).map((role) => [role.id, role.name]));
  const rows = await listMemberRows(db, workspaceId);
  return {
    data: rows.map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      role: row.role,
      roleName: names.get(row.role) ?? row.role,
      twoFactor: row.twoFactorEnabled,
      joinedAt: row.joinedAt.toISOString(),
      self: ctx.actor.kind === "member" && ctx.actor.memberId === row.id,
    })),
    invitations: (await listOpenInvitations(db, workspaceId, new Date(ctx.now()))).map(toInvitation),
  };
}

export function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: row.invitedBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
