import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { countMembers, listOpenInvitations, revokeInvitationRow } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { inviteMember } from "./invite-member.ts";
import { workspaceOf } from "./workspace-of.ts";

/**
 * The token of a link by which the first admin makes their account; undefined once anybody can sign in. Only the last
 * such link works.
 */
export async function offerOwnership(ctx: Context): Promise<string | undefined> {
  const { db } = ctx.store;
  if ((await countMembers(db)) > 0) return undefined;
  const workspaceId = await workspaceOf(ctx);
  const now = new Date(ctx.now());
  for (const { id, email } of await listOpenInvitations(db, workspaceId, now)) {
    if (email === "") await revokeInvitationRow(db, { workspaceId, id, now });
  }
  const { token } = await inviteMember(ctx, { email: "", role: "admin", giver: BUILT_IN_ROLES.admin });
  return token;
}
