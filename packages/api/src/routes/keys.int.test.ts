import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await composeTestServer({ demo: true });
  const session = await server.ask("/console/session", { headers: { host: "localhost" } });
  cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
});
afterAll(() => server.close());

const asOwner = { origin: "http://localhost", host: "localhost" };
const change = (path: string, body: unknown) =>
  server.ask(path, { body, headers: { ...asOwner, cookie } }).then((response) => response.json());
const statusWith = async (key: string, path: string) => (await server.ask(path, { key })).status;

test("a key with scopes does what they say and nothing else", async () => {
  const made = await change("/api/v1/keys", { kind: "secret", name: "Reader", scopes: ["users:read"] });
  expect(await statusWith(made.secret, "/api/v1/users")).toBe(200);
  expect(await statusWith(made.secret, "/api/v1/catalog/items")).toBe(403);
  const { data } = await (await server.ask("/api/v1/keys", { headers: { cookie } })).json();
  expect(data.find((key: { id: string }) => key.id === made.key.id)).toMatchObject({
    scopes: ["users:read"],
    createdBy: "console",
    lastUsedAt: expect.any(String),
  });
  expect(JSON.stringify(data)).not.toContain(made.secret);
});

test("what a revoked key follows ends with it, and what its token follows, before any stream's next sign of life", async () => {
  const made = await change("/api/v1/keys", { kind: "secret", name: "Follower", scopes: ["events:read"] });
  const body = { channels: ["events"] };
  const { token } = await (await server.ask("/api/v1/stream/token", { key: made.secret, body })).json();
  const staying = await server.ask("/api/v1/stream?channels=events", { key: server.secretKey });
  const ending = [
    await server.ask("/api/v1/stream?channels=events", { key: made.secret }),
    await server.ask(`/api/v1/stream?token=${token}`),
  ];
  const others: string[] = [];
  const reader = staying.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) others.push(part.value);
  })();
  const revoked = { method: "DELETE", headers: { ...asOwner, cookie } };
  expect((await server.ask(`/api/v1/keys/${made.key.id}`, revoked)).status).toBe(200);
  for (const stream of ending) expect(await stream.text()).toContain('"reason":"revoked"');
  expect(others.join("")).toBe(": connected\n\n");
  await reader?.cancel();
  await reading;
});

test("a secret key makes no keys, and no members: it must not outlive itself", async () => {
  const key = server.secretKey;
  for (const [path, body] of [
    ["/api/v1/keys", { kind: "secret", name: "more" }],
    ["/api/v1/members/invitations", { email: "x@example.com", role: "analyst" }],
    ["/api/v1/roles", { name: "x", permissions: [] }],
  ] as const) {
    expect((await server.ask(path, { key, body })).status).toBe(403);
  }
});

test("a rotated key works beside the new one for the overlap, and no longer", async () => {
  const old = await change("/api/v1/keys", { kind: "secret", name: "CI" });
  const next = await change(`/api/v1/keys/${old.key.id}/rotate`, { overlapHours: 1 });
  expect(await statusWith(old.secret, "/api/v1/users")).toBe(200);
  expect(await statusWith(next.secret, "/api/v1/users")).toBe(200);
  const last = await change(`/api/v1/keys/${next.key.id}/rotate`, { overlapHours: 0 });
  expect(await statusWith(last.secret, "/api/v1/users")).toBe(200);
  const { data } = await (await server.ask("/api/v1/keys", { headers: { cookie } })).json();
  const ended = data.find((key: { id: string }) => key.id === next.key.id);
  expect(Date.parse(ended.expiresAt)).toBeLessThanOrEqual(Date.now());
  const again = await change(`/api/v1/keys/${next.key.id}/rotate`, { overlapHours: 0 });
  expect(again).toMatchObject({ code: "conflict" });
});

test("a mistyped key is told from an unknown one", async () => {
  const { secret } = await change("/api/v1/keys", { kind: "write", name: "Site" });
  const wrong = `${secret.slice(0, -8)}${secret.at(-8) === "A" ? "B" : "A"}${secret.slice(-7)}`;
  const answer = await (await server.ask("/api/v1/users", { key: wrong })).json();
  expect(answer.detail).toContain("mistyped");
});

test("every change is in the audit log, with what was there before, and a changed entry shows", async () => {
  const { key } = await change("/api/v1/keys", { kind: "secret", name: "Audited" });
  await server.ask(`/api/v1/keys/${key.id}`, { method: "DELETE", headers: { ...asOwner, cookie } });
  const plan = { schema: { type: "object" }, mode: "warn" };
  const put = { method: "PUT", body: plan, key: server.secretKey };
  await server.ask("/api/v1/tracking-plan/events/Audited", put);
  const page = await (await server.ask("/api/v1/audit?limit=3", { headers: { cookie } })).json();
  expect(page.data.map((entry: { action: string }) => entry.action)).toEqual([
    "putPlanEvent",
    "revokeKey",
    "createKey",
  ]);
  const items = { items: [{ id: "mug", name: "Mug" }] };
  await server.ask("/api/v1/catalog/items", { method: "PUT", body: items, key: server.secretKey });
  const [bulk] = (await (await server.ask("/api/v1/audit?limit=1", { headers: { cookie } })).json()).data;
  expect(bulk).toMatchObject({ action: "upsertItems", before: null });
  expect(JSON.stringify(bulk.after)).not.toContain("Mug");
  expect(page.data[2].after).toMatchObject({ secret: "[struck out]" });
  expect(page.data[1].target).toBe(`keyId=${key.id}`);
  const check = await (await server.ask("/api/v1/audit/check", { headers: { cookie } })).json();
  expect(check).toMatchObject({ intact: true, entries: bulk.seq });
});
