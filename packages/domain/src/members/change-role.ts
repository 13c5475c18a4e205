import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import { deleteMembership, lockMemberships, updateMemberRole } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { requireCovered, requireRole } from "./require-role.ts";
import { rolePermissions } from "./role-permissions.ts";
import { workspaceOf } from "./workspace-of.ts";

/** `giver`: what the one who asks may do; whom they change may do no more, before and after. */
type Change = { memberId: string; giver: readonly string[] };

/**
 * Makes a member something else. The last admin stays one, else nobody could ever change it back.
 * @throws RapportError not_found, invalid_parameter, forbidden, conflict
 */
export async function changeRole(ctx: Context, input: Change & { role: string }): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  await requireRole(ctx, { workspaceId, ...input });
  await ctx.store.withTransaction(async (tx) => {
    await requireWithin(ctx, tx, workspaceId, input);
    await updateMemberRole(tx, { workspaceId, ...input });
  });
}

/** Takes a member out of the workspace; their sessions end at once. @throws RapportError not_found, forbidden, conflict */
export async function removeMember(ctx: Context, input: Change): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  await ctx.store.withTransaction(async (tx) => {
    await requireWithin(ctx, tx, workspaceId, { ...input, role: undefined });
    await deleteMembership(tx, { workspaceId, memberId: input.memberId });
  });
}

/** The member is there, stands no higher than who changes them, and is not the last admin to go. */
async function requireWithin(
  ctx: Context,
  tx: Database,
  workspaceId: string,
  { memberId, giver, role }: Change & { role: string | undefined },
): Promise<void> {
  const all = await lockMemberships(tx, workspaceId);
  const member = all.find((one) => one.memberId === memberId);
  if (!member) {
    throw new RapportError("not_found", `There is no member with the id “${memberId}” in this workspace`);
  }
  requireCovered(giver, await rolePermissions({ ...ctx, store: { ...ctx.store, db: tx } }, workspaceId, member.role));
  const stays = role === "admin" || all.some((one) => one.memberId !== memberId && one.role === "admin");
  if (!stays) throw new RapportError("conflict", "A workspace needs an admin: make somebody else one first");
}
