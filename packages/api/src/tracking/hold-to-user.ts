import type { LoggedEvent } from "@rapport/contracts/log";
import { USER_TOKEN_FIELD, USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";
import { judgeUser } from "@rapport/domain/access/judge-user";
import type { UserProof, UserTokenRule } from "@rapport/domain/access/read-user-token";
import { readUserToken } from "@rapport/domain/access/read-user-token";
import type { Issue } from "./inspect-value.ts";

/** What each token of a request says: one that comes with many messages is checked once. */
export type UserProofs = ReadonlyMap<unknown, UserProof>;

const { perRequest } = USER_TOKEN_LIMITS;
const TOO_MANY: UserProof = {
  ok: false,
  code: "user_token_invalid",
  message: `is one of more than ${perRequest} different ones in a request; send smaller batches`,
};
const TOKEN_PATH = `/context/${USER_TOKEN_FIELD}`;

/** Checks the tokens of a request; those of beyond the bound prove nothing. */
export async function readProofs(rule: UserTokenRule, tokens: Iterable<unknown>, nowMs: number): Promise<UserProofs> {
  const distinct = [...new Set(tokens)];
  const proofs = await Promise.all(
    distinct.map((token, i) => (i < perRequest ? readUserToken(rule, token, nowMs) : TOO_MANY)),
  );
  return new Map(distinct.map((token, i) => [token, proofs[i] as UserProof])); // as: one for each token, in their order
}

/**
 * Holds an event that names a user to the token that came with it. One that was over when the event arrived vouches for what
 * the user did and ties no device to them: whoever finds an old token cannot date an identify back and then read as that user.
 * @returns what to reject it for; undefined when it goes on
 */
export function holdToUser(event: LoggedEvent, proof: UserProof | undefined): Issue | undefined {
  const { userId, type, timestampMs: eventMs, receivedAtMs: nowMs } = event;
  if (type === "alias") return holdAlias(event, proof);
  if (userId === undefined) return undefined;
  const judged = judgeUser(proof, { userId, nowMs, eventMs });
  if (!judged.ok) return { code: judged.code, path: TOKEN_PATH, message: judged.message };
  if (judged.late) {
    event.anonymousId = undefined;
    event.flags = { ...event.flags, userToken: "late" };
  }
  return undefined;
}

/**
 * An alias speaks of two: each is the token's user, or the device that sends it. The server is told which, because a device may
 * call itself by a user's id.
 */
function holdAlias(event: LoggedEvent, proof: UserProof | undefined): Issue | undefined {
  const { userId, anonymousId, payload, receivedAtMs: nowMs } = event;
  const isOwnDevice = payload.previousId === anonymousId;
  payload.previousKind = isOwnDevice ? "anonymous" : "user";
  const named = [userId, isOwnDevice ? undefined : String(payload.previousId)];
  for (const [i, id] of named.entries()) {
    if (id === undefined) continue;
    const judged = judgeUser(proof, { userId: id, nowMs, eventMs: nowMs });
    if (judged.ok) continue;
    const { code, message } = judged;
    if (i === 0 || code !== "user_token_other_user") return { code, path: TOKEN_PATH, message };
    return {
      code,
      path: "/previousId",
      message: "is neither the token's user nor this device; join users by a secret key",
    };
  }
  return undefined;
}
