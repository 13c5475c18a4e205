import { RapportError } from "@rapport/contracts/errors";
import { revokeInvitationRow } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { workspaceOf } from "./workspace-of.ts";

/** Takes an invitation back. @throws RapportError not_found */
export async function revokeInvitation(ctx: Context, id: string): Promise<void> {
  const workspaceId = await workspaceOf(ctx);
  const revoked = await revokeInvitationRow(ctx.store.db, { workspaceId, id, now: new Date(ctx.now()) });
  if (!revoked) throw new RapportError("not_found", `There is no open invitation with the id “${id}”`);
}
