import type { KeyObject } from "node:crypto";
import type { RejectCode } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import { USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";
import { compactVerify } from "jose";
import { z } from "zod";

/** What a write key demands of requests that name a user. */
export type UserTokenRule = {
  /** Secrets that tokens may be signed with, the newest first, and until when. */
  secrets: readonly { key: KeyObject; untilMs: number }[];
  /** What `aud` may be where a token has one. */
  audiences: readonly string[];
};

/** What a token says, or why it says nothing. */
export type UserProof =
  | { ok: true; userId: string; startsMs: number; endsMs: number }
  | { ok: false; code: UserTokenCode; message: string };

export type UserTokenCode = Extract<RejectCode, `user_token_${string}`>;

const { length, lifeSeconds } = USER_TOKEN_LIMITS;
const seconds = z
  .number({ error: "must be a number of seconds" })
  .min(0)
  .max(Number.MAX_SAFE_INTEGER / 1_000);
const claimsSchema = z.object({
  sub: z.string({ error: "must be the userId, as a string" }).min(1).max(LIMITS.idLength),
  iat: seconds,
  exp: seconds,
  nbf: seconds.optional(),
  aud: z.union([z.string(), z.array(z.string()).max(20)]).optional(),
});
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a JSON web token (RFC 7519) whose signature by HS256 fits one of the secrets. No header has a say: the algorithm is
 * fixed, and keys that a token brings along or points to are not looked at. Whether it holds now is another question
 * (`judgeUser`): one batch may carry events of before its end and after.
 */
export async function readUserToken(rule: UserTokenRule, token: unknown, nowMs: number): Promise<UserProof> {
  if (typeof token !== "string") return refuse("must be a JSON web token, as a string");
  if (token.length > length) return refuse(`has more than ${length} characters`);
  for (const { key, untilMs } of rule.secrets) {
    if (untilMs <= nowMs) continue;
    const payload = await verify(token, key);
    if (payload) return readClaims(payload, rule);
  }
  return refuse("is not signed by HS256 with this key's secret of user tokens");
}

/** What a token holds; undefined where its signature does not fit. */
async function verify(token: string, key: KeyObject): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms: ["HS256"] })).payload;
  } catch {
    // Every refusal is one answer: whoever guesses is told nothing of how near they came.
    return undefined;
  }
}

function readClaims(payload: Uint8Array, { audiences }: UserTokenRule): UserProof {
  const claims = claimsSchema.safeParse(parseJson(payload));
  if (!claims.success) {
    const [issue] = claims.error.issues;
    return refuse(`has no usable claim “${issue?.path.join(".") || "sub"}”: ${issue?.message ?? "it is missing"}`);
  }
  const { sub, iat, exp, nbf = iat, aud } = claims.data;
  if (exp <= iat) return refuse("ends before it begins (exp, iat)");
  if (exp - iat > lifeSeconds) return refuse(`lives longer than ${lifeSeconds} s (exp − iat); sign shorter ones`);
  if (aud !== undefined && ![aud].flat().some((one) => audiences.includes(one)))
    return refuse("is for another audience: aud must be this key's or this project's id, or be left out");
  return { ok: true, userId: sub, startsMs: Math.max(iat, nbf) * 1_000, endsMs: exp * 1_000 };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

function refuse(message: string): UserProof {
  return { ok: false, code: "user_token_invalid", message };
}
