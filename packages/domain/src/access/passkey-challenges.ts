import type { AuthContext } from "better-auth";
import { APIError } from "better-auth/api";
import { z } from "zod";

/** How long a device may take to answer, in seconds. */
const CHALLENGE_SECONDS = 300;

/** The address that people see in their browser for a request. */
export type OriginOf = (request: Request) => string;

/** Where a passkey is good for: the page's origin, and its host as the relying party. */
export function relyingParty(originOf: OriginOf, request: Request | undefined): { origin: string; domain: string } {
  if (!request) throw new APIError("BAD_REQUEST", { message: "Passkeys need a request from a page" });
  const origin = originOf(request);
  return { origin, domain: new URL(origin).hostname };
}

/** One answer for whatever is wrong: which part it was helps only those who try. */
export function passkeyRefused(): APIError {
  return new APIError("UNAUTHORIZED", { message: "This passkey could not be checked" });
}

type Ceremony = "register" | "sign-in";
type Verifications = Pick<AuthContext["internalAdapter"], "createVerificationValue" | "consumeVerificationValue">;

/** Remembers what was asked of a device, and whose device it is to become. */
export async function keepChallenge(
  verifications: Verifications,
  ceremony: Ceremony,
  { challenge, owner }: { challenge: string; owner: string },
): Promise<void> {
  const expiresAt = new Date(Date.now() + CHALLENGE_SECONDS * 1_000);
  await verifications.createVerificationValue({
    identifier: `passkey-${ceremony}:${challenge}`,
    value: owner,
    expiresAt,
  });
}

/**
 * The challenge that a device says it has signed, taken away with its one use: an answer that is sent again finds none.
 * @throws APIError when it was never given, is used, over, or somebody else's
 */
export async function takeChallenge(
  verifications: Verifications,
  ceremony: Ceremony,
  { clientDataJSON, owner }: { clientDataJSON: string; owner: string },
): Promise<string> {
  const challenge = challengeOf(clientDataJSON);
  const kept = await verifications.consumeVerificationValue(`passkey-${ceremony}:${challenge}`);
  if (kept?.value !== owner || kept.expiresAt < new Date()) throw passkeyRefused();
  return challenge;
}

const clientDataSchema = z.object({ challenge: z.string().min(1).max(200) });

/** The empty text, which was given to nobody, when it is unreadable. */
function challengeOf(clientDataJSON: string): string {
  try {
    const parsed = clientDataSchema.safeParse(JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")));
    return parsed.success ? parsed.data.challenge : "";
  } catch {
    return "";
  }
}
