import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { LIMITS } from "@rapport/contracts/limits";
import { createMemberAuth } from "@rapport/domain/access/create-member-auth";
import { offerOwnership } from "@rapport/domain/members/offer-ownership";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { listKeys, revokeKey } from "@rapport/testkit/server/project-keys";
import { afterAll, beforeAll, expect, test } from "vitest";

const ORIGIN = "http://127.0.0.1";
/** Other sites, another port of the same machine, a page without an origin, a subdomain, and a browser that says nothing. */
const ELSEWHERE = ["https://evil.example", "http://127.0.0.1:81", "null", "http://x.127.0.0.1", undefined];

let server: TestServer;
let demo: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
  demo = await composeTestServer({ demo: true });
});
afterAll(async () => {
  await server?.close();
  await demo?.close();
});

test("senders who announce much and send nothing keep nobody else out", async () => {
  const url = new URL(await server.listen());
  const idle = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = connect(Number(url.port), "127.0.0.1");
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.write(`POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: ${LIMITS.bodyBytes}\r\n\r\n{`);
      return socket;
    }),
  );
  const answer = await fetch(`${url.origin}/v1/track`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.writeKey}` },
    body: JSON.stringify(trackMessage()),
  });
  expect(answer.status).toBe(200);
  for (const socket of idle) await end(socket);
});

test("a sender who leaves in the middle of a body is no failure of ours", async () => {
  const url = new URL(await server.listen());
  const socket = connect(Number(url.port), "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write("POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{");
  await end(socket);
  expect(await (await fetch(`${url.origin}/livez`)).json()).toEqual({ live: true });
  expect(server.lines.filter((line) => line.level === "error")).toEqual([]);
});

test("a console session ends at once with the key that opened it", async () => {
  const { projectId, secretKey } = await server.addProject("session");
  const signIn = await server.ask("/console/session", { body: { secretKey } });
  const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const read = () => server.ask("/api/v1/events", { headers: { cookie } });
  expect((await read()).status).toBe(200);
  const key = (await listKeys(server.composition(), projectId)).find(({ kind }) => kind === "secret");
  await revokeKey(server.composition(), projectId, key?.id ?? "");
  expect((await read()).status).toBe(401);
});

/** Somebody who is signed in: their cookies. */
async function signInOwner(): Promise<string> {
  const { services } = server.composition();
  const token = await offerOwnership({ ...services, projectId: server.projectId, actor: { kind: "system" } });
  const body = { token, email: "owner@example.com", name: "Olive", password: "a sentence to remember" };
  const joined = await server.ask("/console/join", { body, headers: { origin: ORIGIN } });
  return joined.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

type Change = { method: string; path: string };

/** Every change that the sign-in library and the console's own routes offer, read from what is registered. */
function listChanges(): Change[] {
  const { app, services } = server.composition();
  const { api } = createMemberAuth(services, { secret: "of no session", publicUrl: undefined, providers: {} });
  const library = Object.values(api).flatMap((endpoint) => {
    const { path, options } = endpoint as { path?: string; options?: { method?: string | string[] } }; // as: how the library types none of its parts alike
    // What only the server itself calls has no path.
    const methods = path === undefined ? [] : [options?.method ?? []].flat();
    return methods.map((method) => ({ method, path: `/api/v1/auth${path}` }));
  });
  const own = app.routes.filter(({ path, method }) => path.startsWith("/console/") && method !== "ALL");
  return [...library, ...own].filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
}

test("no change to an account or a session comes from another site's page, whichever route it names", async () => {
  const cookie = await signInOwner();
  const changes = listChanges();
  const paths = changes.map(({ path }) => path);
  for (const path of ["sign-in/email", "sign-out", "change-password", "two-factor/disable", "passkey/delete"])
    expect(paths).toContain(`/api/v1/auth/${path}`);
  for (const path of ["session", "join", "invitation", "project"]) expect(paths).toContain(`/console/${path}`);
  for (const { method, path } of changes) {
    for (const origin of ELSEWHERE) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await server.ask(path, { method, body: {}, headers });
      expect([method, path, origin, answer.status]).toEqual([method, path, origin, 403]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  }
  expect((await server.ask("/api/v1/users", { headers: { cookie } })).status).toBe(200);
});

test("another site's page signs nobody in to a project of its own; a program with a key is no page", async () => {
  const { secretKey } = await server.addProject("elsewhere");
  // As a form of another site sends it: no cookies yet, JSON in plain text.
  const headers = { origin: "https://evil.example", "content-type": "text/plain" };
  const signIn = await server.ask("/console/session", { body: JSON.stringify({ secretKey }), headers });
  expect([signIn.status, signIn.headers.getSetCookie()]).toEqual([403, []]);
  expect((await server.ask("/console/session", { body: { secretKey } })).status).toBe(200);
});

test("the demo's open console is for visitors of this machine, not for those behind a proxy on it", async () => {
  const visit = (headers: Record<string, string>) => demo.ask("/console/session", { headers });
  expect((await visit({})).status).toBe(200);
  expect((await visit({ host: "rebound.example" })).status).toBe(401);
  expect((await visit({ "sec-fetch-site": "cross-site" })).status).toBe(401);
  for (const name of ["x-forwarded-for", "x-forwarded-proto", "forwarded", "via", "x-real-ip"]) {
    expect([name, (await visit({ [name]: "203.0.113.9" })).status]).toEqual([name, 401]);
  }
});

test.each([
  "/demo/%E0%A4%A",
  "/demo/%00",
  "/console/%00.js",
  `/demo/${"a".repeat(300)}`,
  "/demo/..%2f..%2fpackage.json",
  "/console/..%2f..%2f..%2fpackage.json",
])("a path that is no file is answered with 404: %s", async (path) => {
  expect((await demo.ask(path)).status).toBe(404);
});

test("a price that the store cannot hold is refused by name", async () => {
  const item = { id: "gold", name: "Gold", priceCents: 3_000_000_000 };
  const answer = await server.ask("/api/v1/catalog/items", {
    method: "PUT",
    key: server.secretKey,
    body: { items: [item] },
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/items/0/priceCents" }] });
});

test("while the store is away events are still taken, readiness says so, and reads ask to come back", async () => {
  const away = await composeTestServer();
  const send = async () => (await away.send([trackMessage()])).status;
  expect(await send()).toBe(200);
  const url = await away.listen();
  expect(await askForSocket(url, away.secretKey)).toMatchObject({ status: 101 });
  await away.composition().services.store.close();
  // Not upgraded and then closed: the client is told to come back, and when.
  const refused = await askForSocket(url, away.secretKey);
  expect(refused.status).toBe(503);
  expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  // Past the few seconds that a looked-up key is trusted without asking.
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  expect(await send()).toBe(200);
  const ready = await away.ask("/readyz");
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, checks: { log: true, store: false } });
  expect((await away.send([trackMessage()], "sk_never_seen_before")).status).toBe(503);
  await away.close().catch(() => undefined);
});

async function end(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.destroy();
  await closed;
}

/** How an upgrade to a WebSocket that follows a device is answered. */
function askForSocket(url: string, key: string): Promise<{ status: number; retryAfter: string | undefined }> {
  const headers = {
    authorization: `Bearer ${key}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": Buffer.alloc(16, 7).toString("base64"),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/ws/realtime?channels=device:one`, { headers });
    const tell = ({ statusCode = 0, headers: { "retry-after": retryAfter } }: IncomingMessage) => {
      resolve({ status: statusCode, retryAfter });
      asked.destroy();
    };
    asked.on("upgrade", tell).on("response", tell).on("error", reject).end();
  });
}
