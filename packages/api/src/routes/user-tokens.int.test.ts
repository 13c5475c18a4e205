import { eventPageSchema } from "@rapport/contracts/events";
import { keyListSchema, keySchema, newKeySchema, userTokenSecretSchema } from "@rapport/contracts/keys";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { rejectedPageSchema } from "@rapport/contracts/rejected";
import { aliasMessage, groupMessage, identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import { userToken } from "@rapport/testkit/factories/user-tokens";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { addAdminKey } from "../../test/access-cases.ts";

let server: TestServer;
let admin = "";
/** A public key that demands user tokens, and what they are signed with. */
let site = { id: "", key: "" };
let secret = "";

const DAY_MS = 86_400_000;
const ask = async (path: string, body?: unknown, key = admin) => (await server.ask(path, { key, body })).json();
const makeSecret = async (id: string, overlapHours = 24) =>
  userTokenSecretSchema.parse(await ask(`/api/v1/keys/${id}/user-token-secret`, { overlapHours })).secret;
const demand = (id: string, userTokens: "off" | "required") => ask(`/api/v1/keys/${id}/user-tokens`, { userTokens });
async function makeKey(name: string) {
  const made = newKeySchema.parse(await ask("/api/v1/keys", { kind: "write", name }));
  return { id: made.key.id, key: made.secret };
}

beforeAll(async () => {
  server = await composeTestServer();
  admin = await addAdminKey(server);
  const items = ["kettle", "mill", "pan"].map((id) => ({ id, name: `The ${id}`, categories: ["Kitchen"] }));
  await server.ask("/api/v1/catalog/items", { method: "PUT", key: server.secretKey, body: { items } });
  site = await makeKey("Site");
  secret = await makeSecret(site.id);
  keySchema.parse(await demand(site.id, "required"));
  const seen = { userId: "ada", anonymousId: "ada-device", properties: { product_id: "kettle" } };
  await send([trackMessage({ ...seen, context: { userToken: userToken(secret, "ada") } })]);
});
afterAll(() => server?.close());

/** Sends and waits until what was taken is folded; answers the code and the place of each message that was not. */
async function send(messages: object[], key = site.key): Promise<string[]> {
  const response = await server.send(messages, key);
  const body = await response.json();
  if (response.status === 400) return ["none", ...body.errors.map((one: { pointer: string }) => one.pointer)];
  const { rejected, offset } = trackingAnswerSchema.parse(body);
  await server.settle(offset);
  return rejected.map(({ index, code, path }) => `${index} ${code} ${path}`);
}
const timeline = async (userId: string) =>
  (await server.ask(`/api/v1/users/${userId}/timeline`, { key: server.secretKey })).text();
const profile = async (userId: string) => {
  const { traits } = await (await server.ask(`/api/v1/users/${userId}`, { key: server.secretKey })).json();
  return traits;
};
async function recommend(body: object, key = site.key) {
  const response = await server.ask("/api/v1/recommendations/query", { key, body });
  const answer = await response.json();
  if (response.status !== 200) return `${response.status} ${answer.code} ${answer.errors[0].pointer}`;
  return recommendationAnswerSchema.parse(answer).degraded.includes("no_history") ? "a stranger's" : "a known person's";
}

test("an identify without the user's token is refused, touches nobody and shows nothing; its neighbours are taken", async () => {
  const forged = { userId: "ada", anonymousId: "thief", traits: { plan: "stolen" } };
  const bob = userToken(secret, "bob");
  const rejected = await send([
    trackMessage({ anonymousId: "thief", event: "Before", properties: {} }),
    identifyMessage(forged),
    identifyMessage({ ...forged, context: { userToken: bob } }),
    identifyMessage({ ...forged, context: { userToken: userToken("uts_guessed", "ada") } }),
    identifyMessage({ ...forged, context: { userToken: userToken(secret, "ada", { iat: 1, exp: 900 }) } }),
    identifyMessage({ ...forged, context: { userToken: 7 } }),
    trackMessage({ userId: "ada", anonymousId: "thief", event: "Bought" }),
    groupMessage({ userId: "ada", anonymousId: "thief" }),
    identifyMessage({ userId: "bob", anonymousId: "bob-device", traits: { plan: "own" }, context: { userToken: bob } }),
    trackMessage({ anonymousId: "thief", event: "After", properties: {} }),
  ]);
  const path = "/context/userToken";
  expect(rejected).toEqual([
    `1 user_token_missing ${path}`,
    `2 user_token_other_user ${path}`,
    `3 user_token_invalid ${path}`,
    `4 user_token_expired ${path}`,
    `5 user_token_invalid ${path}`,
    `6 user_token_missing ${path}`,
    `7 user_token_missing ${path}`,
  ]);
  expect(await profile("ada")).not.toHaveProperty("plan");
  expect(await profile("bob")).toMatchObject({ plan: "own" });
  expect(await timeline("ada")).not.toMatch(/Bought|stolen|Before|After/);
  expect(await recommend({ anonymousId: "thief", userId: "ada" })).toBe("a stranger's");
  expect(await recommend({ anonymousId: "ada-device" })).toBe("a known person's");
});

test("a request of nothing but forgeries names the field of each", async () => {
  expect(await send([identifyMessage({ userId: "ada" }), identifyMessage({ userId: "bob" })])).toEqual([
    "none",
    "/batch/0/context/userToken",
    "/batch/1/context/userToken",
  ]);
  const single = { ...identifyMessage({ userId: "ada" }), type: undefined };
  const answer = await ask("/v1/identify", single, site.key);
  expect(answer).toMatchObject({ code: "nothing_valid", errors: [{ pointer: "/context/userToken" }] });
  const context = { userToken: userToken(secret, "ada") };
  expect(await ask("/v1/identify", { ...single, context }, site.key)).toMatchObject({ accepted: 1 });
});

test("a batch may say the token once for all its messages", async () => {
  const batch = [trackMessage({ userId: "cleo" }), trackMessage({ userId: "cleo" }), trackMessage({ userId: "ada" })];
  const body = { batch, context: { userToken: userToken(secret, "cleo") } };
  const answer = trackingAnswerSchema.parse(await ask("/v1/batch", body, site.key));
  expect([answer.accepted, answer.rejected[0]?.code]).toEqual([2, "user_token_other_user"]);
});

test("a request may carry a hundred different tokens; what comes with more of them is refused, and the rest is taken", async () => {
  const tokens = Array.from({ length: 101 }, (_, i) => userToken(secret, "cleo", { jti: String(i) }));
  const messages = tokens.map((one) => trackMessage({ userId: "cleo", context: { userToken: one } }));
  expect(await send([...messages, { ...trackMessage(), ...messages[0], messageId: "again" }])).toEqual([
    "100 user_token_invalid /context/userToken",
  ]);
});

test("an alias joins the token's user and the device that sends it, and nobody else", async () => {
  const own = { userToken: userToken(secret, "dora") };
  const rejected = await send([
    aliasMessage({ userId: undefined, anonymousId: "thief-2", previousId: "ada" }),
    aliasMessage({ userId: undefined, anonymousId: "ada", previousId: "ada" }),
    aliasMessage({ userId: "dora", anonymousId: "thief-2", previousId: "ada", context: own }),
    aliasMessage({ userId: "ada", anonymousId: "thief-2", previousId: "dora", context: own }),
    aliasMessage({ userId: "dora", anonymousId: "dora-device", previousId: "ada-device", context: own }),
    aliasMessage({ userId: "dora", anonymousId: "bob", previousId: "bob", context: own }),
    aliasMessage({ userId: "dora", anonymousId: "dora-device", previousId: "dora-device", context: own }),
  ]);
  expect(rejected).toEqual([
    "0 user_token_missing /context/userToken",
    "2 user_token_other_user /previousId",
    "3 user_token_other_user /context/userToken",
    "4 user_token_other_user /previousId",
  ]);
  // What a device called itself is no user.
  for (const anonymousId of ["thief-2", "ada", "bob", "dora-device"])
    expect(await recommend({ anonymousId }), anonymousId).toBe("a stranger's");
  expect(await recommend({ userId: "dora", userToken: own.userToken })).toBe("a stranger's");
});

test("an event that waited for a network counts for its user; an old token ties no device and joins nobody", async () => {
  const lateMs = Date.now() - 2 * DAY_MS;
  const iat = Math.floor(lateMs / 1_000) - 60;
  const context = { userToken: userToken(secret, "ada", { iat, exp: iat + 900 }) };
  const at = (ms: number) => ({
    userId: "ada",
    anonymousId: "thief-3",
    originalTimestamp: new Date(ms).toISOString(),
    context,
  });
  const rejected = await send([
    trackMessage({ ...at(lateMs), event: "Done Offline" }),
    identifyMessage({ ...at(lateMs), traits: { seat: "window" } }),
    trackMessage({ ...at(Date.now()), event: "Too New" }),
    trackMessage({ ...at(lateMs - 1_800_000), event: "Too Old" }),
    aliasMessage({ ...at(lateMs), previousId: "thief-3" }),
  ]);
  expect(rejected).toEqual([2, 3, 4].map((index) => `${index} user_token_expired /context/userToken`));
  expect(await timeline("ada")).toContain("Done Offline");
  const events = await server.ask("/api/v1/events?limit=100", { key: server.secretKey });
  const offline = eventPageSchema.parse(await events.json()).data.find(({ name }) => name === "Done Offline");
  expect(offline).toMatchObject({ userId: "ada", anonymousId: null, enrichment: { flags: { userToken: "late" } } });
  expect(await profile("ada")).toMatchObject({ seat: "window" });
  expect(await recommend({ anonymousId: "thief-3" })).toBe("a stranger's");
});

test("a token is nowhere afterwards: not in events, the timeline, a live stream, the rejected, or the server's log", async () => {
  const stream = await server.ask("/api/v1/stream?channels=events", { key: server.secretKey });
  const heard: string[] = [];
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) heard.push(part.value);
  })();
  const context = { userToken: userToken(secret, "ada"), locale: "en" };
  const off = await makeKey("Undemanding");
  await send([trackMessage({ userId: "ada", event: "Kept One", context })], off.key);
  await send([
    trackMessage({ userId: "ada", event: "Kept Two", context }),
    trackMessage({ userId: "eve", event: "Refused One", context }),
    { ...trackMessage({ userId: "ada", context }), type: "unheard-of" },
    { type: "track", context },
  ]);
  for (const name of ["Kept One", "Kept Two", "Refused One"])
    await vi.waitFor(() => expect(heard.join("")).toContain(name), { timeout: 20_000 });
  await reader?.cancel();
  await reading;
  const events = await server.ask("/api/v1/events?limit=100", { key: server.secretKey });
  const page = eventPageSchema.parse(await events.json());
  const kept = page.data.filter(({ name }) => name.startsWith("Kept"));
  expect(kept.map((event) => JSON.stringify(event).includes('"locale":"en"'))).toEqual([true, true]);
  let rejected = "";
  await vi.waitFor(
    async () => {
      const listed = await server.ask("/api/v1/events/rejected?limit=100", { key: server.secretKey });
      const { data, counts } = rejectedPageSchema.parse(await listed.json());
      expect(counts).toContainEqual(expect.objectContaining({ code: "user_token_other_user" }));
      rejected = JSON.stringify(data);
      expect(rejected).toContain("Refused One");
      expect(rejected).toContain("unheard-of");
    },
    { timeout: 20_000 },
  );
  const everything = [
    heard.join(""),
    JSON.stringify(page),
    rejected,
    await timeline("ada"),
    JSON.stringify(server.lines),
  ];
  const [, claims = "?", signature = "?"] = context.userToken.split(".");
  // The field at fault and the flag of late events name the token, and hold nothing of it.
  const said = everything.map((text) => text.replaceAll(/\/context\/userToken|"userToken":"late"/g, ""));
  for (const part of ["userToken", claims, signature, secret])
    expect(said.filter((text) => text.includes(part)).map((text) => text.slice(0, 80))).toEqual([]);
});

test("a query by a public key is answered for the user whom its token proves, else for its device", async () => {
  const ada = userToken(secret, "ada");
  expect(await recommend({ userId: "ada", userToken: ada })).toBe("a known person's");
  expect(await recommend({ userToken: ada })).toBe("a known person's");
  expect(await recommend({ userId: "ada", userToken: ada, anonymousId: "new-device" })).toBe("a known person's");
  expect(await recommend({ userId: "ada", anonymousId: "new-device" })).toBe("a stranger's");
  expect(await recommend({ userId: "ada" })).toBe("401 user_token_missing /userToken");
  expect(await recommend({ userId: "bob", userToken: ada })).toBe("403 user_token_other_user /userToken");
  expect(await recommend({ userId: "ada", userToken: `${ada}x` })).toBe("401 user_token_invalid /userToken");
  const over = userToken(secret, "ada", { iat: 1, exp: 900 });
  expect(await recommend({ userId: "ada", userToken: over })).toBe("401 user_token_expired /userToken");
  const batch = { queries: [{ anonymousId: "ada-device" }, { userId: "ada" }] };
  expect(await ask("/api/v1/recommendations/batch", batch, site.key)).toMatchObject({ code: "user_token_missing" });
  // A key that demands nothing believes nothing either.
  expect(await recommend({ userId: "ada", userToken: ada }, server.writeKey)).toBe("a stranger's");
});

test("feedback that names a user is held to their token", async () => {
  const feedback = { decisionId: "dec_1", action: "clicked", itemIds: ["kettle"], userId: "ada" };
  const tell = (body: object) => ask("/api/v1/recommendations/feedback", body, site.key);
  expect(await tell(feedback)).toMatchObject({ code: "nothing_valid" });
  expect(await tell({ ...feedback, userToken: userToken(secret, "ada") })).toMatchObject({ accepted: 1 });
});

test("the secret is told once, is replaced with an overlap, and goes along to a key that takes the place of its own", async () => {
  const first = await makeKey("Rotated");
  expect(await demand(first.id, "required")).toMatchObject({ code: "conflict" });
  const old = await makeSecret(first.id);
  expect(await demand(first.id, "required")).toMatchObject({ userTokens: "required" });
  const by = (one: string) => [trackMessage({ userId: "finn", context: { userToken: userToken(one, "finn") } })];
  const next = await makeSecret(first.id);
  for (const one of [old, next]) expect(await send(by(one), first.key)).toEqual([]);
  const rotated = newKeySchema.parse(await ask(`/api/v1/keys/${first.id}/rotate`, { overlapHours: 0 }));
  expect(rotated.key.userTokens).toBe("required");
  expect(await send([trackMessage({ userId: "finn" })], rotated.secret)).toEqual([
    "none",
    "/batch/0/context/userToken",
  ]);
  for (const one of [old, next]) expect(await send(by(one), rotated.secret)).toEqual([]);
  const last = await makeSecret(rotated.key.id, 0);
  for (const one of [old, next]) expect(await send(by(one), rotated.secret)).toHaveLength(2);
  expect(await send(by(last), rotated.secret)).toEqual([]);
  await demand(rotated.key.id, "off");
  expect(await send([trackMessage({ userId: "finn" })], rotated.secret)).toEqual([]);
  const listed = JSON.stringify(keyListSchema.parse(await ask("/api/v1/keys")));
  const audit = JSON.stringify(await ask("/api/v1/audit?limit=50"));
  for (const one of [old, next, last]) expect(listed + audit).not.toContain(one);
  expect(audit).toContain("setUserTokens");
  expect(audit).toContain("makeUserTokenSecret");
});

test("only a live write key can demand tokens", async () => {
  const secretKey = newKeySchema.parse(
    await ask("/api/v1/keys", { kind: "secret", name: "CI", scopes: ["users:read"] }),
  );
  for (const verb of ["user-tokens", "user-token-secret"]) {
    const body = verb === "user-tokens" ? { userTokens: "off" } : {};
    expect(await ask(`/api/v1/keys/${secretKey.key.id}/${verb}`, body)).toMatchObject({ code: "conflict" });
    expect(await ask(`/api/v1/keys/${site.id}/${verb}`, body, server.secretKey)).toMatchObject({ code: "forbidden" });
  }
});
