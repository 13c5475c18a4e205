import { get } from "node:http";
import { KEY_PERMISSIONS } from "@rapport/contracts/access";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let closed: TestServer;
let demo: TestServer;
beforeAll(async () => {
  closed = await composeTestServer();
  demo = await composeTestServer({ demo: true });
});
afterAll(async () => {
  await closed.close();
  await demo.close();
});

const signIn = (server: TestServer, secretKey: unknown) => server.ask("/console/session", { body: { secretKey } });
const cookieOf = (response: Response) => response.headers.get("set-cookie") ?? "";

describe("signing in", () => {
  test("takes a secret key and gives a cookie that scripts cannot read and other sites cannot send", async () => {
    const response = await signIn(closed, closed.secretKey);
    expect(await response.json()).toEqual({
      signedIn: true,
      projectId: closed.projectId,
      projectName: "Default",
      projects: [],
      writeKey: closed.writeKey,
      mode: "key",
      member: null,
      permissions: KEY_PERMISSIONS,
    });
    expect(cookieOf(response)).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookieOf(response)).not.toContain(closed.secretKey);
    const session = await closed.ask("/console/session", { headers: { cookie: cookieOf(response) } });
    expect(await session.json()).toMatchObject({ signedIn: true, projectId: closed.projectId });
  });

  test.each([
    ["a write key", 403, () => closed.writeKey],
    ["an unknown key", 401, () => "sk_nobody"],
    ["a key that is a number", 400, () => 5],
    ["no key", 400, () => undefined],
    ["a key without end", 400, () => "s".repeat(256)],
  ])("with %s is %i and sets no cookie", async (_name, status, key) => {
    const response = await signIn(closed, key());
    expect([response.status, response.headers.get("set-cookie")]).toEqual([status, null]);
  });

  test("ends with the cookie taken back", async () => {
    const response = await closed.ask("/console/session", { method: "DELETE" });
    expect(await response.json()).toEqual({ signedIn: false });
    expect(cookieOf(response)).toContain("Max-Age=0");
  });
});

describe("a session that a key has opened", () => {
  /** A cookie as the browser sends it back. */
  const enter = async (key = closed.secretKey, cookie = "") => {
    const answer = await closed.ask("/console/session", {
      body: { secretKey: key },
      headers: { cookie, origin: "http://127.0.0.1" },
    });
    return cookieOf(answer).split(";")[0] ?? "";
  };
  const statusWith = async (cookie: string) => (await closed.ask("/api/v1/users", { headers: { cookie } })).status;
  const leave = (cookie: string, query = "") =>
    closed.ask(`/console/session${query}`, { method: "DELETE", headers: { cookie, origin: "http://127.0.0.1" } });

  test("ends for whoever holds a copy of its cookie when it signs out, and no other does", async () => {
    const [stolen, other] = [await enter(), await enter()];
    expect([await statusWith(stolen), await statusWith(other)]).toEqual([200, 200]);
    await leave(stolen);
    expect([await statusWith(stolen), await statusWith(other)]).toEqual([401, 200]);
  });

  test("ends everywhere when asked, the sessions of other keys excepted", async () => {
    const { secretKey: otherKey } = await closed.addProject("elsewhere");
    const [here, there, theirs] = [await enter(), await enter(), await enter(otherKey)];
    await leave(here, "?everywhere=true");
    expect([await statusWith(here), await statusWith(there), await statusWith(theirs)]).toEqual([401, 401, 200]);
  });

  test("never takes over a token that stood in the browser before, and ends it", async () => {
    const planted = await enter();
    const mine = await enter(closed.secretKey, planted);
    expect(mine).not.toBe(planted);
    expect([await statusWith(planted), await statusWith(mine)]).toEqual([401, 200]);
    const made = `rapport_console=${closed.projectId}.${"A".repeat(43)}`;
    expect(await statusWith(made)).toBe(401);
    await enter(closed.secretKey, made);
    expect(await statusWith(made)).toBe(401);
  });

  test("is of one project: its token opens no other", async () => {
    const { projectId } = await closed.addProject("not-mine");
    const [, token] = (await enter()).split(".");
    expect(await statusWith(`rapport_console=${projectId}.${token}`)).toBe(401);
  });
});

describe("the open door of the demo", () => {
  const visit = (headers: Record<string, string>, server = demo) => server.ask("/console/session", { headers });

  test.each([
    ["localhost", { host: "localhost:8787" }],
    ["127.0.0.1", { host: "127.0.0.1:8787", "sec-fetch-site": "none" }],
    ["IPv6 loopback", { host: "[::1]:8787", "sec-fetch-site": "same-origin" }],
  ])("lets in a visitor of %s", async (_name, headers) => {
    const response = await visit(headers);
    expect(await response.json()).toMatchObject({ signedIn: true, mode: "demo-loopback", projectId: demo.projectId });
    expect(cookieOf(response)).toContain("HttpOnly");
  });

  test.each([
    ["a name that resolves to this machine (DNS rebinding)", { host: "rebound.example:8787" }],
    ["a name that begins like loopback", { host: "127.0.0.1.rebound.example" }],
    ["a name that ends like loopback", { host: "rebound-localhost" }],
    ["a user in front of the name", { host: "localhost@rebound.example" }],
    ["no host", { host: "" }],
    ["another site's page", { host: "localhost:8787", "sec-fetch-site": "cross-site" }],
    ["another port's page", { host: "localhost:8787", "sec-fetch-site": "same-site" }],
  ])("stays shut for %s", async (_name, headers) => {
    const response = await visit(headers);
    expect([response.status, response.headers.get("set-cookie")]).toEqual([401, null]);
  });

  test("tells a page that asks who is there that nobody is, and opens nothing by that", async () => {
    const response = await demo.ask("/console/session?or=nobody", { headers: { host: "rebound.example:8787" } });
    expect([response.status, await response.json()]).toEqual([200, { signedIn: false }]);
    expect(response.headers.get("set-cookie")).toBeNull();
    const withKey = await demo.ask("/console/session?or=nobody", { key: demo.writeKey });
    expect(withKey.status).toBe(403);
  });

  test("stays shut for a rebound name on a real socket", async () => {
    const url = await demo.listen();
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(`${url}/console/session`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on("error", reject);
      });
    expect(await statusFor("rebound.example")).toBe(401);
    expect(await statusFor(new URL(url).host)).toBe(200);
  });

  test("does not exist outside of the demo", async () => {
    expect((await visit({ host: "localhost" }, closed)).status).toBe(401);
  });

  test("does not exist when the server listens for others", async () => {
    const open = await composeTestServer({ demo: true, host: "0.0.0.0" });
    try {
      expect((await visit({ host: "localhost" }, open)).status).toBe(401);
    } finally {
      await open.close();
    }
  });
});
