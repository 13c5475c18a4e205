import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import type { MemberTokenPair } from "@rapport/contracts/member-tokens";
import { memberTokenListSchema, memberTokenPairSchema } from "@rapport/contracts/member-tokens";
import { MemberTokens } from "@rapport/domain/access/member-tokens";
import { inviteMember } from "@rapport/domain/members/invite-member";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

const PASSWORD = "correct horse battery";
const PATH = "/api/v1/auth/tokens";

let server: TestServer;
let analyst: { id: string; cookie: string };
beforeAll(async () => {
  server = await composeTestServer();
  analyst = await join("analyst");
});
afterAll(() => server.close());

const post = (path: string, body: unknown, cookie = "") =>
  server.ask(path, { body, headers: { origin: "http://127.0.0.1", cookie } });

/** A new member of the project, signed in. */
async function join(role: string): Promise<{ id: string; cookie: string }> {
  const ctx = { ...services(), projectId: server.projectId, actor: { kind: "system" } as const };
  const email = `${crypto.randomUUID()}@example.com`;
  const { token } = await inviteMember(ctx, { email, role, giver: BUILT_IN_ROLES.admin });
  const joined = await post("/console/join", { token, name: role, password: PASSWORD });
  const cookie = joined.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const session = await (await server.ask("/console/session", { headers: { cookie } })).json();
  return { id: session.member.id, cookie };
}

const services = () => server.composition().services;

async function make(cookie = analyst.cookie): Promise<MemberTokenPair> {
  const made = await post(PATH, { name: "report" }, cookie);
  expect([made.status, made.headers.get("cache-control")]).toEqual([200, "no-store"]);
  return memberTokenPairSchema.parse(await made.json());
}

const refresh = (refreshToken: string) => server.ask(`${PATH}/refresh`, { body: { refreshToken } });
const ask = async (key: string, path = "/api/v1/segments") => (await server.ask(path, { key })).status;

test("a member's program may do what the member's role allows, and no more", async () => {
  const { accessToken } = await make();
  expect(await ask(accessToken)).toBe(200);
  const change = await server.ask("/api/v1/segments", { key: accessToken, body: { name: "No", text: "seen" } });
  expect(change.status).toBe(403);
  const noMore = await server.ask(PATH, { key: accessToken, body: { name: "another" } });
  expect(noMore.status).toBe(401);
});

test("a refresh token works once; shown again it ends the whole chain, the thief's part and the owner's", async () => {
  const first = await make();
  const second = memberTokenPairSchema.parse(await (await refresh(first.refreshToken)).json());
  expect(second.id).toBe(first.id);
  expect(await ask(second.accessToken)).toBe(200);
  expect((await refresh(first.refreshToken)).status).toBe(401);
  expect((await refresh(second.refreshToken)).status).toBe(401);
  expect([await ask(first.accessToken), await ask(second.accessToken)]).toEqual([401, 401]);
});

test("of two who renew by the same token at once, at most one goes on", async () => {
  const { refreshToken } = await make();
  const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses[1]).toBe(401);
});

test("a token that is not ours, or of another kind, opens nothing and ends nobody's chain", async () => {
  const { accessToken, refreshToken, id } = await make();
  const [head, body] = accessToken.split(".");
  const unsigned = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
  for (const forged of [`${head}.${body}.AAAA`, `${unsigned}.${body}.`, accessToken.slice(0, -2), "eyJ"]) {
    expect(await ask(forged)).toBe(401);
  }
  const other = refreshToken.replace(".0.", ".1.");
  for (const forged of [other, refreshToken.slice(0, -3), accessToken, "rt_", `rt_${server.projectId}.${id}.0.`]) {
    expect((await refresh(forged)).status).toBe(401);
  }
  expect(await ask(refreshToken)).toBe(401);
  expect(await ask(accessToken)).toBe(200);
  const elsewhere = new MemberTokens(services(), "another installation's secret");
  const foreign = await elsewhere.create({ memberId: analyst.id, projectId: server.projectId }, "foreign");
  expect(await ask(foreign.accessToken)).toBe(401);
});

test("an access token is over after ten minutes, a refresh token after thirty days without use", async () => {
  const { sessionSecret } = server.composition().instance;
  const at = (minutes: number) =>
    new MemberTokens({ ...services(), now: () => Date.now() + minutes * 60_000 }, sessionSecret);
  const { accessToken, refreshToken } = await make();
  await expect(at(9).authenticate(accessToken)).resolves.toMatchObject({ memberId: analyst.id });
  await expect(at(11).authenticate(accessToken)).rejects.toThrow("is over: renew it");
  const later = await at(29 * 1_440).refresh(refreshToken);
  const last = await at(58 * 1_440).refresh(later.refreshToken);
  await expect(at(89 * 1_440).refresh(last.refreshToken)).rejects.toThrow("is over or was revoked");
});

test("chains are listed and ended by their own member only, and by the program itself", async () => {
  const [kept, ended] = [await make(), await make()];
  const mine = async (cookie: string) =>
    memberTokenListSchema
      .parse(await (await server.ask(PATH, { headers: { cookie } })).json())
      .data.map(({ id }) => id);
  expect(await mine(analyst.cookie)).toEqual(expect.arrayContaining([kept.id, ended.id]));
  const other = await join("admin");
  expect(await mine(other.cookie)).toEqual([]);
  const end = (id: string, cookie: string) =>
    server.ask(`${PATH}/${id}`, { method: "DELETE", headers: { origin: "http://127.0.0.1", cookie } });
  expect((await end(ended.id, other.cookie)).status).toBe(404);
  expect((await end(ended.id, analyst.cookie)).status).toBe(200);
  expect([await ask(ended.accessToken), await ask(kept.accessToken)]).toEqual([401, 200]);
  await server.ask(`${PATH}/revoke`, { body: { refreshToken: kept.refreshToken } });
  expect(await ask(kept.accessToken)).toBe(401);
});

test("a new password, and leaving the workspace, end them at once", async () => {
  const leaver = await join("creator");
  const before = await make(leaver.cookie);
  const body = { currentPassword: PASSWORD, newPassword: "another horse battery", revokeOtherSessions: false };
  expect((await post("/api/v1/auth/change-password", body, leaver.cookie)).status).toBe(200);
  expect(await ask(before.accessToken)).toBe(401);
  const after = await make(leaver.cookie);
  const gone = await server.ask(`/api/v1/members/${leaver.id}`, { method: "DELETE", key: await adminToken() });
  expect(gone.status).toBe(200);
  expect(await ask(after.accessToken)).toBe(403);
});

async function adminToken(): Promise<string> {
  return (await make((await join("admin")).cookie)).accessToken;
}

test("another site cannot make one with a visitor's cookie", async () => {
  const headers = { origin: "https://evil.example", cookie: analyst.cookie };
  expect((await server.ask(PATH, { body: { name: "x" }, headers })).status).toBe(403);
});
