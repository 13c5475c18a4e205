import { RapportError } from "@rapport/contracts/errors";
import { deleteMembership, lockMemberships, updateMemberRole } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { requireRole } from "./require-role.ts";
import { workspaceOf } from "./workspace-of.ts";

/**
 * Makes a member something else. The last admin stays one, else nobody could ever change it back.
 * @throws RapportError not_found, invalid_parameter, forbidden, conflict
 */
export async function changeRole(
  ctx: Context,
  input: { memberId: string; role: string; giver: readonly string[] },
): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  await requireRole(ctx, { workspaceId, ...input });
  await ctx.store.withTransaction(async (tx) => {
    requireAnotherAdmin(await lockMemberships(tx, workspaceId), input.memberId, input.role);
    await updateMemberRole(tx, { workspaceId, ...input });
  });
}

/** Takes a member out of the workspace; their sessions end at once. @throws RapportError not_found, conflict */
export async function removeMember(ctx: Context, memberId: string): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  await ctx.store.withTransaction(async (tx) => {
    requireAnotherAdmin(await lockMemberships(tx, workspaceId), memberId, undefined);
    await deleteMembership(tx, { workspaceId, memberId });
  });
}

function requireAnotherAdmin(all: { memberId: string; role: string }[], memberId: string, role?: string): void {
  if (!all.some((one) => one.memberId === memberId)) {
    throw new RapportError("not_found", `There is no member with the id “${memberId}” in this workspace`);
  }
  const stays = role === "admin" || all.some((one) => one.memberId !== memberId && one.role === "admin");
  if (!stays) throw new RapportError("conflict", "A workspace needs an admin: make somebody else one first");
}
