import { createHmac, createSecretKey, generateKeyPairSync, sign as signBy } from "node:crypto";
import { USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { judgeUser } from "./judge-user.ts";
import type { UserTokenRule } from "./read-user-token.ts";
import { readUserToken } from "./read-user-token.ts";

const NOW_MS = Date.UTC(2026, 0, 5, 12);
const NOW = NOW_MS / 1_000;
const SECRET = "uts_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq";
const OTHER = "uts_AfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYq";
const keyOf = (secret: string) => createSecretKey(secret, "utf8");
const rule: UserTokenRule = {
  secrets: [{ key: keyOf(SECRET), untilMs: Number.POSITIVE_INFINITY }],
  audiences: ["key_1", "prj_1"],
};
const CLAIMS = { sub: "ada", iat: NOW, exp: NOW + 900 };
const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
/** A token by the formula of RFC 7515, whatever it says. */
function make(claims: unknown = CLAIMS, { secret = SECRET, header = { alg: "HS256", typ: "JWT" } as object } = {}) {
  const head = `${encode(header)}.${encode(claims)}`;
  return `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
}
const read = (token: unknown, given = rule) => readUserToken(given, token, NOW_MS);

test("a token of one's own making and one of a library say who the user is, and for how long", async () => {
  const byLibrary = await new SignJWT({ sub: "ada" })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuedAt(NOW)
    .setExpirationTime(NOW + 900)
    .sign(new TextEncoder().encode(SECRET));
  const said = { ok: true, userId: "ada", startsMs: NOW_MS, endsMs: NOW_MS + 900_000 };
  for (const token of [make(), byLibrary]) expect(await read(token)).toEqual(said);
  expect(await read(make({ ...CLAIMS, aud: ["elsewhere", "key_1"] }))).toEqual(said);
});

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const rs256 = () => {
  const head = `${encode({ alg: "RS256" })}.${encode(CLAIMS)}`;
  return `${head}.${signBy("sha256", Buffer.from(head), pair.privateKey).toString("base64url")}`;
};
const jwk = { kty: "oct", k: Buffer.from(OTHER).toString("base64url") };
const unsigned = (header: object) => `${encode(header)}.${encode(CLAIMS)}.`;

test.each<[string, unknown]>([
  ["without a signature, alg none", unsigned({ alg: "none" })],
  ["without a signature, alg nOnE", unsigned({ alg: "nOnE" })],
  ["without a signature, alg HS256", unsigned({ alg: "HS256" })],
  ["alg none over a signature that fits", make(CLAIMS, { header: { alg: "none" } })],
  ["without alg", make(CLAIMS, { header: { typ: "JWT" } })],
  ["signed by RS256", rs256()],
  ["that says RS256 and is signed by HS256 with our secret", make(CLAIMS, { header: { alg: "RS256" } })],
  ["that says HS512", make(CLAIMS, { header: { alg: "HS512" } })],
  ["signed with a public key that it brings along", make(CLAIMS, { secret: publicPem })],
  ["signed with a key that it brings along", make(CLAIMS, { secret: OTHER, header: { alg: "HS256", jwk } })],
  ["with a critical header", make(CLAIMS, { header: { alg: "HS256", crit: ["x"], x: 1 } })],
  ["signed with another secret", make(CLAIMS, { secret: OTHER })],
  ["signed with nothing", make(CLAIMS, { secret: "" })],
  ["with a changed claim", make().replace(/\.[^.]+\./, `.${encode({ ...CLAIMS, sub: "bob" })}.`)],
  ["with a cut signature", make().slice(0, -2)],
  ["with a fourth part", `${make()}.x`],
  ["of two parts", make().split(".").slice(0, 2).join(".")],
  ["of no parts", ""],
  ["longer than allowed", make({ ...CLAIMS, x: "x".repeat(10_000) })],
  ["that is a number", 7],
  ["that is an object", { token: make() }],
  ["that is null", null],
  ["with a payload that is no JSON", `${encode({ alg: "HS256" })}.${Buffer.from("x").toString("base64url")}.x`],
  ["whose claims are a list", make([CLAIMS])],
  ["without sub", make({ ...CLAIMS, sub: undefined })],
  ["with an empty sub", make({ ...CLAIMS, sub: "" })],
  ["with a number as sub", make({ ...CLAIMS, sub: 42 })],
  ["with a sub too long", make({ ...CLAIMS, sub: "x".repeat(256) })],
  ["without exp", make({ ...CLAIMS, exp: undefined })],
  ["without iat", make({ ...CLAIMS, iat: undefined })],
  ["with a text as exp", make({ ...CLAIMS, exp: String(NOW + 900) })],
  ["with an endless exp", make({ ...CLAIMS, exp: 1e300 })],
  ["that ends before it begins", make({ ...CLAIMS, exp: NOW - 1 })],
  ["that lives longer than a day", make({ ...CLAIMS, exp: NOW + USER_TOKEN_LIMITS.lifeSeconds + 1 })],
  ["for another audience", make({ ...CLAIMS, aud: "key_2" })],
  ["for no audience of a list", make({ ...CLAIMS, aud: [] })],
])("a token %s is refused", async (_, token) => {
  const proof = await read(token);
  expect(proof).toMatchObject({ ok: false, code: "user_token_invalid" });
  // Nothing of a token is told back.
  if (typeof token === "string" && token !== "") expect(JSON.stringify(proof)).not.toContain(token.slice(0, 30));
});

test("a secret that was replaced is taken until its overlap is over, and the new one at once", async () => {
  const rotated = (untilMs: number): UserTokenRule => ({
    ...rule,
    secrets: [
      { key: keyOf(OTHER), untilMs: Number.POSITIVE_INFINITY },
      { key: keyOf(SECRET), untilMs },
    ],
  });
  expect((await read(make(), rotated(NOW_MS + 1))).ok).toBe(true);
  expect((await read(make(), rotated(NOW_MS))).ok).toBe(false);
  expect((await read(make(CLAIMS, { secret: OTHER }), rotated(NOW_MS))).ok).toBe(true);
  expect((await read(make(), { ...rule, secrets: [] })).ok).toBe(false);
});

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const END_MS = NOW_MS + 900_000;
const judge = async (claims: object, nowMs: number, eventMs = nowMs, userId = "ada") => {
  const judged = judgeUser(await read(make({ ...CLAIMS, ...claims })), { userId, nowMs, eventMs });
  return judged.ok ? (judged.late ? "late" : "now") : judged.code;
};

test("a token speaks for its user, from its beginning to its end and a minute to each side", async () => {
  expect(await judge({}, NOW_MS)).toBe("now");
  expect(await judge({}, NOW_MS - MINUTE_MS)).toBe("now");
  expect(await judge({}, NOW_MS - MINUTE_MS - 1)).toBe("user_token_invalid");
  expect(await judge({ nbf: NOW + 120 }, NOW_MS)).toBe("user_token_invalid");
  expect(await judge({}, END_MS + MINUTE_MS)).toBe("now");
  expect(await judge({}, END_MS + MINUTE_MS + 1)).toBe("user_token_expired");
  expect(await judge({}, NOW_MS, NOW_MS, "bob")).toBe("user_token_other_user");
  expect(await judge({}, NOW_MS, NOW_MS, "Ada")).toBe("user_token_other_user");
  expect(judgeUser(undefined, { userId: "ada", nowMs: NOW_MS, eventMs: NOW_MS })).toMatchObject({
    code: "user_token_missing",
  });
});

test("one that is over vouches for what happened in its life, for seven days, and for nothing before or after", async () => {
  const later = END_MS + 3 * DAY_MS;
  expect(await judge({}, later, NOW_MS)).toBe("late");
  expect(await judge({}, later, END_MS + MINUTE_MS)).toBe("late");
  expect(await judge({}, later, END_MS + MINUTE_MS + 1)).toBe("user_token_expired");
  expect(await judge({}, later, NOW_MS - MINUTE_MS - 1)).toBe("user_token_expired");
  expect(await judge({}, END_MS + 7 * DAY_MS, NOW_MS)).toBe("late");
  expect(await judge({}, END_MS + 7 * DAY_MS + 1, NOW_MS)).toBe("user_token_expired");
});
