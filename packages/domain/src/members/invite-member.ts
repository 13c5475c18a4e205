import { hash } from "node:crypto";
import type { Invitation } from "@rapport/contracts/access";
import { newId } from "@rapport/contracts/ids";
import { insertInvitation } from "@rapport/store/queries/members";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { toInvitation } from "./list-members.ts";
import { requireRole } from "./require-role.ts";
import { workspaceOf } from "./workspace-of.ts";

const LIFETIME_MS = 7 * 86_400_000;
const TOKEN_BYTES = 24;

/**
 * Offers somebody a place in the workspace. Whoever opens the link that carries the token joins, once; an empty e-mail
 * address lets them choose theirs (the first owner). The token is answered here and kept as a hash.
 * @throws RapportError invalid_parameter, forbidden when the role allows what the giver may not do
 */
export async function inviteMember(
  ctx: Context,
  input: { email: string; role: string; giver: readonly string[] },
): Promise<Invitation & { token: string }> {
  const workspaceId = await workspaceOf(ctx);
  await requireRole(ctx, { workspaceId, role: input.role, giver: input.giver });
  const token = Buffer.from(ctx.randomBytes(TOKEN_BYTES)).toString("base64url");
  const row = await insertInvitation(ctx.store.db, {
    id: newId("invitation", ctx.now(), ctx.randomBytes(10)),
    workspaceId,
    email: input.email,
    role: input.role,
    tokenHash: hashToken(token),
    invitedBy: nameActor(ctx.actor),
    expiresAt: new Date(ctx.now() + LIFETIME_MS),
  });
  return { ...toInvitation(row), token };
}

/** What the store keeps of a token. */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}
