import { USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";
import type { UserProof, UserTokenCode } from "./read-user-token.ts";

/**
 * Whether a token speaks for a user. `late`: it was good when the event happened and is over now; it vouches for what was
 * done, and for nothing that would last, such as whose device this is.
 */
export type UserJudgement = { ok: true; late: boolean } | { ok: false; code: UserTokenCode; message: string };

const LEEWAY_MS = USER_TOKEN_LIMITS.leewaySeconds * 1_000;
const DAY_MS = 86_400_000;
const LATE_MS = USER_TOKEN_LIMITS.lateDays * DAY_MS;

/**
 * Judges what a request says of a user by the token that came with it.
 * @param eventMs when it happened, corrected and never later than `nowMs`; `nowMs` for what happens now
 */
export function judgeUser(
  proof: UserProof | undefined,
  { userId, nowMs, eventMs }: { userId: string; nowMs: number; eventMs: number },
): UserJudgement {
  if (!proof) {
    return refuse(
      "user_token_missing",
      "is required: this key takes what names a user with a user token only, which your server signs",
    );
  }
  if (!proof.ok) return proof;
  if (proof.userId !== userId) return refuse("user_token_other_user", "is another user's: its sub is not this userId");
  const { startsMs, endsMs } = proof;
  if (startsMs > nowMs + LEEWAY_MS)
    return refuse("user_token_invalid", "begins in the future; check the signer's clock");
  if (nowMs <= endsMs + LEEWAY_MS) return { ok: true, late: false };
  const isOfItsLife = eventMs >= startsMs - LEEWAY_MS && eventMs <= endsMs + LEEWAY_MS;
  if (isOfItsLife && nowMs - endsMs <= LATE_MS) return { ok: true, late: true };
  return refuse("user_token_expired", "was over when this happened; sign a new one before the old one ends");
}

function refuse(code: UserTokenCode, message: string): UserJudgement {
  return { ok: false, code, message };
}
