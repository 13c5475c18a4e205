import { RapportError } from "@rapport/contracts/errors";
import { USER_TOKEN_FIELD } from "@rapport/contracts/user-tokens";
import { judgeUser } from "@rapport/domain/access/judge-user";
import type { UserTokenRule } from "@rapport/domain/access/read-user-token";
import { readUserToken } from "@rapport/domain/access/read-user-token";

type Named = {
  userId?: string | undefined;
  anonymousId?: string | undefined;
  token: string | undefined;
  nowMs: number;
};

/**
 * The user that a request proves; undefined where it is its device's, named or not: a page sends the user's id along, and a
 * list for the device is better than none.
 * @throws RapportError user_token_…, by the field at fault
 */
export async function proveUser(
  rule: UserTokenRule,
  { userId, anonymousId, token, nowMs }: Named,
): Promise<string | undefined> {
  if (token === undefined && (userId === undefined || anonymousId !== undefined)) return undefined;
  const proof = token === undefined ? undefined : await readUserToken(rule, token, nowMs);
  const named = userId ?? (proof?.ok ? proof.userId : "");
  const judged = judgeUser(proof, { userId: named, nowMs, eventMs: nowMs });
  if (judged.ok) return named;
  const pointer = `/${USER_TOKEN_FIELD}`;
  throw new RapportError(judged.code, `${pointer} ${judged.message}`, {
    fields: [{ pointer, message: judged.message }],
  });
}
