import type { USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";

export type UserTokenInput = {
  /** Secret of the write key's user tokens, `uts_…`. It stays on your server. */
  secret: string;
  /** Who is signed in, by the id that events name them by. */
  userId: string;
  /** Life, seconds: 900 unless said, at most 86,400. */
  expiresIn?: number;
};

const DEFAULT_SECONDS: (typeof USER_TOKEN_LIMITS)["defaultSeconds"] = 900;
const MAX_SECONDS: (typeof USER_TOKEN_LIMITS)["lifeSeconds"] = 86_400;

/**
 * Signs a user token (a JSON web token, HS256) that proves to Rapport who a visitor is: make one for whoever is signed in, and
 * give it to their page. By the web's cryptography, which every runtime has.
 * @throws TypeError for what the server would refuse
 */
export async function createUserToken({
  secret,
  userId,
  expiresIn = DEFAULT_SECONDS,
}: UserTokenInput): Promise<string> {
  if (!String(secret).startsWith("uts_")) throw new TypeError("secret must be the text uts_… of the key's user tokens");
  if (typeof userId !== "string" || userId === "") throw new TypeError("userId must be a text that is not empty");
  if (!(expiresIn >= 1 && expiresIn <= MAX_SECONDS))
    throw new TypeError(`expiresIn must be 1 to ${MAX_SECONDS} seconds`);
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { sub: userId, iat, exp: iat + Math.floor(expiresIn) };
  const head = [{ alg: "HS256", typ: "JWT" }, claims].map((part) => toText(toBytes(JSON.stringify(part)))).join(".");
  const usage = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", toBytes(secret), usage, false, ["sign"]);
  return `${head}.${toText(await crypto.subtle.sign("HMAC", key, toBytes(head)))}`;
}

const toBytes = (text: string) => new TextEncoder().encode(text);

function toText(bytes: ArrayBuffer | Uint8Array): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
