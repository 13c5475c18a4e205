import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { inviteMember } from "@rapport/domain/members/invite-member";
import { offerOwnership } from "@rapport/domain/members/offer-ownership";
import { FakeGitHub, GITHUB_CLIENT } from "@rapport/testkit/oauth/fake-github";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

const PASSWORD = "correct horse battery";
const ORIGIN = "http://127.0.0.1";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer({ providers: { github: GITHUB_CLIENT } });
});
afterAll(() => server.close());

function systemContext(projectId = server.projectId) {
  return { ...server.composition().services, projectId, actor: { kind: "system" } as const };
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

const post = (path: string, body: unknown, cookie = "") =>
  server.ask(path, { body, headers: { origin: ORIGIN, cookie } });

/** Somebody with this role, signed in: their cookie. */
async function member(role: string, email = `${role}-${crypto.randomUUID()}@example.com`, projectId?: string) {
  const { token } = await inviteMember(systemContext(projectId), { email, role, giver: BUILT_IN_ROLES.admin });
  const joined = await post("/console/join", { token, name: role, password: PASSWORD });
  expect(joined.status).toBe(200);
  return { email, cookie: cookiesOf(joined) };
}

describe("the first account", () => {
  test("is made by a link that works once, and no other is offered afterwards", async () => {
    const earlier = await offerOwnership(systemContext());
    const token = await offerOwnership(systemContext());
    const owner = { email: "Owner@Example.com", name: "Olive", password: PASSWORD };
    expect((await post("/console/join", { ...owner, token: earlier })).status).toBe(404);
    const joined = await post("/console/join", { ...owner, token });
    expect(joined.status).toBe(200);
    const session = await server.ask("/console/session", { headers: { cookie: cookiesOf(joined) } });
    expect(await session.json()).toMatchObject({
      mode: "member",
      member: { name: "Olive", email: "owner@example.com" },
      projectId: server.projectId,
      permissions: expect.arrayContaining(["members:write", "audit:read"]),
    });
    expect((await post("/console/join", { ...owner, email: "second@example.com", token })).status).toBe(404);
    expect(await offerOwnership(systemContext())).toBeUndefined();
  });

  test("nobody signs up without an invitation", async () => {
    const body = { email: "self@example.com", password: PASSWORD, name: "Self" };
    expect((await post("/api/v1/auth/sign-up/email", body)).status).toBe(400);
    expect((await post("/api/v1/auth/sign-in/email", body)).status).toBe(401);
  });
});

describe("signing in", () => {
  test("takes e-mail and password; the session ends at once when it is signed out", async () => {
    const { email } = await member("analyst");
    const signedIn = await post("/api/v1/auth/sign-in/email", { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.getSetCookie().join()).toMatch(/HttpOnly/);
    const cookie = cookiesOf(signedIn);
    expect((await server.ask("/api/v1/users", { headers: { cookie } })).status).toBe(200);
    await server.ask("/console/session", { method: "DELETE", headers: { cookie, origin: ORIGIN } });
    expect((await server.ask("/api/v1/users", { headers: { cookie } })).status).toBe(401);
  });

  test("a link is no way into an account that is there already", async () => {
    const { email, cookie } = await member("analyst");
    const { token } = await inviteMember(systemContext(), { email, role: "admin", giver: BUILT_IN_ROLES.admin });
    const takeover = { token, name: "Mallory", password: "another password" };
    expect((await post("/console/join", takeover)).status).toBe(409);
    expect((await post("/console/join", takeover, cookie)).status).toBe(200);
    expect((await post("/api/v1/auth/sign-in/email", { email, password: takeover.password })).status).toBe(401);
  });

  test("a change by cookie from another site's page is refused", async () => {
    const { cookie } = await member("admin");
    const body = { kind: "secret", name: "stolen" };
    for (const origin of ["https://evil.example", "null", ""]) {
      const response = await server.ask("/api/v1/keys", { body, headers: { cookie, ...(origin ? { origin } : {}) } });
      expect(response.status).toBe(403);
    }
    const signOut = await server.ask("/api/v1/auth/sign-out", {
      method: "POST",
      body: {},
      headers: { cookie, origin: "https://evil.example" },
    });
    expect(signOut.status).toBe(403);
  });
});

describe("sessions", () => {
  const usersAs = async (cookie: string) => (await server.ask("/api/v1/users", { headers: { cookie } })).status;

  test("a cookie that somebody has planted before the sign-in is not taken over by it", async () => {
    const { email } = await member("analyst");
    const mallory = (await member("analyst")).cookie;
    const token = /session_token=([^;]+)/.exec(mallory)?.[1] ?? "";
    const signedIn = await post("/api/v1/auth/sign-in/email", { email, password: PASSWORD }, mallory);
    expect(cookiesOf(signedIn)).toContain("session_token=");
    expect(cookiesOf(signedIn)).not.toContain(token);
    const whose = async (cookie: string) =>
      (await (await server.ask("/console/session", { headers: { cookie } })).json()).member.email;
    expect([await whose(cookiesOf(signedIn)), (await whose(mallory)) === email]).toEqual([email, false]);
  });

  test("a cookie without the server's signature, or with another's, opens nothing", async () => {
    const { cookie } = await member("analyst");
    const [name = "", value = ""] = cookie.split("=");
    const [token = "", signature = ""] = decodeURIComponent(value).split(".");
    const forged = [
      token,
      `${token}.`,
      `${token}.${signature.replace(/./, (c) => (c === "A" ? "B" : "A"))}`,
      `x.${signature}`,
    ];
    for (const one of forged) expect(await usersAs(`${name}=${encodeURIComponent(one)}`)).toBe(401);
    expect(await usersAs(cookie)).toBe(200);
  });

  test("are ended at once by their owner, and by nobody else", async () => {
    const { email, cookie } = await member("analyst");
    const other = cookiesOf(await post("/api/v1/auth/sign-in/email", { email, password: PASSWORD }));
    const listed = await server.ask("/api/v1/auth/list-sessions", { headers: { cookie } });
    const tokens: string[] = (await listed.json()).map((session: { token: string }) => session.token);
    const theirs = tokens.find((token) => decodeURIComponent(other).includes(token)) ?? "";
    await post("/api/v1/auth/revoke-session", { token: theirs }, (await member("admin")).cookie);
    expect(await usersAs(other)).toBe(200);
    expect((await post("/api/v1/auth/revoke-session", { token: theirs }, cookie)).status).toBe(200);
    expect([await usersAs(other), await usersAs(cookie)]).toEqual([401, 200]);
    const audit = await server.ask("/api/v1/audit?limit=5", { headers: { cookie: (await member("admin")).cookie } });
    expect((await audit.json()).data).toContainEqual(expect.objectContaining({ action: "endSession" }));
  });
});

describe("an account of elsewhere", () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Goes to GitHub as this one, says yes, and comes back: where to, and with which cookies. */
  async function goAndReturn(path: string, account: { id: number; login: string; email: string }, cookie = "") {
    const github = new FakeGitHub();
    vi.stubGlobal("fetch", github.fetch);
    const ways = { provider: "github", callbackURL: "/console/account", errorCallbackURL: "/console/" };
    const sent = await post(path, { ...ways, disableRedirect: true }, cookie);
    expect(sent.status).toBe(200);
    const back = new URL(github.consent((await sent.json()).url, account));
    const jar = [cookie, cookiesOf(sent)].filter(Boolean).join("; ");
    const callback = () => server.ask(`${back.pathname}${back.search}`, { headers: { cookie: jar } });
    return { returned: await callback(), again: callback };
  }

  test("opens nothing before its owner has linked it, even with the same address; then it signs in, once a consent", async () => {
    const { email, cookie } = await member("analyst");
    const account = { id: 7, login: "anna", email };
    const stranger = await goAndReturn("/api/v1/auth/sign-in/social", account);
    expect([stranger.returned.headers.get("location"), cookiesOf(stranger.returned)]).toEqual([
      expect.stringMatching(/^\/console\/\?error=/),
      expect.not.stringContaining("session_token="),
    ]);
    const linked = await goAndReturn("/api/v1/auth/link-social", account, cookie);
    expect(linked.returned.headers.get("location")).toBe("/console/account");
    const signedIn = await goAndReturn("/api/v1/auth/sign-in/social", { ...account, email: "elsewhere@example.com" });
    const session = await server.ask("/console/session", { headers: { cookie: cookiesOf(signedIn.returned) } });
    expect(await session.json()).toMatchObject({ mode: "member", member: { email } });
    expect(cookiesOf(await signedIn.again())).not.toContain("session_token=");
  });

  test("makes no account for somebody who was not invited", async () => {
    const { returned } = await goAndReturn("/api/v1/auth/sign-in/social", {
      id: 8,
      login: "m",
      email: "m@example.com",
    });
    expect(cookiesOf(returned)).not.toContain("session_token=");
    expect(await (await server.ask("/console/ways")).json()).toEqual({ providers: ["github"] });
  });
});

describe("roles", () => {
  test("nobody gives what they may not do, and the last admin stays one", async () => {
    const admin = await member("admin");
    const role = await (
      await post("/api/v1/roles", { name: "Recruiter", permissions: ["members:read", "members:write"] }, admin.cookie)
    ).json();
    const recruiter = await member(role.id);
    const invite = (to: string) =>
      post("/api/v1/members/invitations", { email: "new@example.com", role: to }, recruiter.cookie);
    expect((await invite("admin")).status).toBe(403);
    expect((await invite(role.id)).status).toBe(200);
    expect((await invite("rol_none")).status).toBe(400);
    const asRecruiter = { cookie: recruiter.cookie, origin: ORIGIN };
    const everybody = await (await server.ask("/api/v1/members", { headers: asRecruiter })).json();
    const above = everybody.data.find((one: { role: string }) => one.role === "admin");
    for (const request of [{ method: "PUT", body: { role: role.id } }, { method: "DELETE" }]) {
      expect((await server.ask(`/api/v1/members/${above.id}`, { ...request, headers: asRecruiter })).status).toBe(403);
    }
    const listed = await (await server.ask("/api/v1/members", { headers: { cookie: admin.cookie } })).json();
    const admins = listed.data.filter((one: { role: string }) => one.role === "admin");
    const statuses: number[] = [];
    for (const one of admins) {
      const request = { method: "PUT", body: { role: "analyst" }, headers: { cookie: admin.cookie, origin: ORIGIN } };
      // Once this admin has made themselves an analyst, they may no longer ask.
      if (!one.self) statuses.push((await server.ask(`/api/v1/members/${one.id}`, request)).status);
    }
    const self = admins.find((one: { self: boolean }) => one.self);
    const last = await server.ask(`/api/v1/members/${self.id}`, {
      method: "PUT",
      body: { role: "analyst" },
      headers: { cookie: admin.cookie, origin: ORIGIN },
    });
    expect([...new Set(statuses), last.status]).toEqual([200, 409]);
  });

  test("a removed member is out at once", async () => {
    const admin = await member("admin");
    const other = await member("business");
    const { data } = await (await server.ask("/api/v1/members", { headers: { cookie: admin.cookie } })).json();
    const { id } = data.find((one: { email: string }) => one.email === other.email);
    const headers = { cookie: admin.cookie, origin: ORIGIN };
    expect((await server.ask(`/api/v1/members/${id}`, { method: "DELETE", headers })).status).toBe(200);
    expect((await server.ask("/api/v1/users", { headers: { cookie: other.cookie } })).status).toBe(401);
  });
});

describe("projects", () => {
  test("a member sees the projects of their workspaces and no other", async () => {
    const elsewhere = await server.addProject("elsewhere");
    const { cookie } = await member("analyst");
    const enter = (projectId: string) =>
      server.ask("/console/project", { method: "PUT", body: { projectId }, headers: { cookie, origin: ORIGIN } });
    expect((await enter(elsewhere.projectId)).status).toBe(404);
    expect((await enter(server.projectId)).status).toBe(200);
  });

  test("one that a member adds is of their workspace: its members enter it, and keys of another do not reach it", async () => {
    const admin = await member("admin");
    const other = await member("analyst");
    const headers = { cookie: admin.cookie, origin: ORIGIN };
    const made = await server.ask("/api/v1/projects", { body: { name: "Zweiter Laden" }, headers });
    const { id, slug, workspace } = await made.json();
    expect(slug).toMatch(/^zweiter-laden-[a-z0-9]{6}$/);
    const own = await (await server.ask(`/api/v1/projects/${server.projectId}`, { key: server.secretKey })).json();
    expect(workspace).toEqual(own.workspace);
    for (const { cookie } of [admin, other]) {
      const session = await (await server.ask("/console/session", { headers: { cookie } })).json();
      expect(session.projects.map((one: { id: string }) => one.id).sort()).toEqual([server.projectId, id].sort());
      const put = { method: "PUT", body: { projectId: id }, headers: { cookie, origin: ORIGIN } } as const;
      expect((await server.ask("/console/project", put)).status).toBe(200);
      expect((await (await server.ask("/api/v1/users", { headers: { cookie } })).json()).data).toEqual([]);
    }
    expect((await server.ask(`/api/v1/projects/${id}`, { key: server.secretKey })).status).toBe(404);
    const key = await server.ask("/console/session", { body: { secretKey: server.secretKey } });
    expect((await key.json()).projects).toEqual([]);
  });
});
