import { RapportError } from "@rapport/contracts/errors";
import { findOpenInvitation } from "@rapport/store/queries/members";
import type { Services } from "../context.ts";
import { hashToken } from "./invite-member.ts";

/** What the link of an invitation offers; an empty address means that the newcomer chooses. @throws RapportError not_found */
export async function findInvitation(
  services: Services,
  token: string,
): Promise<{ email: string; role: string; workspaceName: string; expiresAt: string }> {
  const found = await findOpenInvitation(services.store.db, hashToken(token), new Date(services.now()));
  if (!found) throw new RapportError("not_found", "This invitation was used, taken back or is over; ask for a new one");
  return { ...found, expiresAt: found.expiresAt.toISOString() };
}
