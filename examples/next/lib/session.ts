import { createHmac, timingSafeEqual } from "node:crypto";

export const SESSION_COOKIE = "session";

const sign = (userId: string) =>
  createHmac("sha256", process.env.SESSION_SECRET ?? "only for development")
    .update(userId)
    .digest("base64url");

/** The value of a session cookie. Signed, because whoever may write a user id becomes that person. */
export const sealSession = (userId: string): string => `${encodeURIComponent(userId)}.${sign(userId)}`;

/** The user of a session cookie; undefined when nobody is signed in, or somebody made it up. */
export function openSession(cookie: string | undefined): string | undefined {
  const [name = "", signature = ""] = cookie?.split(".") ?? [];
  const userId = decodeURIComponent(name);
  const expected = Buffer.from(sign(userId));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? userId : undefined;
}
