import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import {
  findMemberByEmail,
  insertMember,
  insertMembership,
  lockInvitation,
  markInvitation,
} from "@rapport/store/queries/members";
import type { Services } from "../context.ts";
import { hashToken } from "./invite-member.ts";

/** What a newcomer brings, or the member who is signed in already. */
type Acceptance = {
  token: string;
  /** Needed where the invitation names no address. */
  email: string | undefined;
  name: string;
  passwordHash: string;
  /** The member who accepts, where one is signed in. */
  member: { id: string; email: string } | undefined;
};

/**
 * Takes up an invitation, once. An address that has an account already must be signed in with it: a link alone must not
 * be a way into somebody's account.
 * @throws RapportError not_found, invalid_parameter, conflict
 */
export async function acceptInvitation(
  services: Services,
  input: Acceptance,
): Promise<{ memberId: string; email: string }> {
  const now = new Date(services.now());
  return services.store.withTransaction(async (tx) => {
    const invitation = await lockInvitation(tx, hashToken(input.token), now);
    if (!invitation) {
      throw new RapportError("not_found", "This invitation was used, taken back or is over; ask for a new one");
    }
    const email = (invitation.email || input.email || "").toLowerCase();
    if (email === "") {
      const fields = [{ pointer: "/email", message: "must be an e-mail address" }];
      throw new RapportError("invalid_parameter", "Choose the e-mail address you will sign in with", { fields });
    }
    const existing = await findMemberByEmail(tx, email);
    if (existing && existing.id !== input.member?.id) {
      throw new RapportError("conflict", `${email} has an account: sign in with it, then open the link again`);
    }
    const memberId = existing?.id ?? newId("member", services.now(), services.randomBytes(10));
    if (!existing) await insertMember(tx, { id: memberId, email, name: input.name, passwordHash: input.passwordHash });
    await insertMembership(tx, { workspaceId: invitation.workspaceId, memberId, role: invitation.role });
    await markInvitation(tx, invitation.id, { acceptedAt: now });
    return { memberId, email };
  });
}
