import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { expect, test } from "vitest";

test("with the store away it closes all the same, says what could not be done, and lets the data directory go", async () => {
  const server = await composeTestServer();
  expect((await server.send([{ type: "track", event: "Clicked", anonymousId: "device-1" }])).status).toBe(200);
  const { services } = server.composition();
  const { close } = services.store;
  services.store.close = async () => {
    await close();
    throw new Error("the store is away");
  };
  await server.composition().close();
  const errors = server.lines.filter(({ level }) => level === "error");
  expect(errors).toMatchObject([
    { message: "Could not be closed: store", fields: { error: "Error: the store is away" } },
  ]);
  // The lock was released and the log closed: the same directory opens again.
  await server.restart();
  expect((await server.ask("/readyz")).status).toBe(200);
  await server.close();
});

test("a new store under an old data directory keeps the project's id, so that what waits on the log is still somebody's", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "rapport-old-"));
  const server = await composeTestServer({ dataDir });
  const { offset } = await (await server.send([{ type: "track", event: "Clicked", anonymousId: "device-1" }])).json();
  await server.composition().close();
  await rm(join(dataDir, "store"), { recursive: true });
  await server.restart();
  await server.settle(offset);
  expect(server.composition().instance).toMatchObject({ projectId: server.projectId, secretKey: server.secretKey });
  const { data } = await (await server.ask("/api/v1/events", { key: server.secretKey })).json();
  expect(data).toMatchObject([{ name: "Clicked" }]);
  await server.close();
  await rm(dataDir, { recursive: true });
});

test("with a retention, what is older is refused and named, also after it is switched off; what is younger is stored", async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const send = async (server: Awaited<ReturnType<typeof composeTestServer>>) => {
    const event = { type: "track", event: "Clicked", anonymousId: "device-1" };
    const messages = [32, 29].map((days) => ({ ...event, messageId: `m-${days}`, timestamp: daysAgo(days) }));
    return (await server.send([...messages, { ...event, messageId: "m" }])).json();
  };
  const refused = [
    { index: 0, code: "too_old", path: "/timestamp" },
    { index: 2, code: "missing_field", path: "/timestamp" },
  ];
  const settings = { dataDir: await mkdtemp(join(tmpdir(), "rapport-old-")), retentionDays: 30 };
  const keeping = await composeTestServer(settings);
  const { offset, rejected } = await send(keeping);
  expect(rejected).toMatchObject(refused);
  await keeping.settle(offset);
  const { data } = await (await keeping.ask("/api/v1/events", { key: keeping.secretKey })).json();
  expect(data).toMatchObject([{ messageId: "m-29" }]);
  await keeping.close();
  const later = await composeTestServer({ ...settings, retentionDays: undefined });
  expect((await send(later)).rejected).toMatchObject(refused);
  await later.close();
  await rm(settings.dataDir, { recursive: true, force: true });
});

test("the client's script and its extensions are served to any site, and nothing else of their folder", async () => {
  const server = await composeTestServer();
  for (const part of ["", ".slots", ".autocapture", ".web-vitals", ".experiments", ".live"]) {
    const file = `rapport${part}.js`;
    const answer = await server.ask(`/${file}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  }
  for (const path of ["/rapport.none.js", "/index.js", "/rapport.%2e%2e%2findex.js"])
    expect((await server.ask(path)).status).toBe(404);
  await server.close();
});
