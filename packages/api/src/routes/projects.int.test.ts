import { projectSchema } from "@rapport/contracts/projects";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server.close());

const read = async (projectId: string) =>
  projectSchema.parse(await (await server.ask(`/api/v1/projects/${projectId}`, { key: server.secretKey })).json());

test("a project takes another name, which its sessions say; its id, slug and workspace stay", async () => {
  const before = await read(server.projectId);
  const body = { name: "  Kettles & Co  " };
  const answer = await server.ask(`/api/v1/projects/${server.projectId}`, {
    method: "PUT",
    key: server.secretKey,
    body,
  });
  expect(projectSchema.parse(await answer.json())).toEqual({ ...before, name: "Kettles & Co" });
  const session = await server.ask("/console/session", { body: { secretKey: server.secretKey } });
  expect(await session.json()).toMatchObject({ projectName: "Kettles & Co" });
  const { data } = await (await server.ask("/api/v1/audit", { key: server.secretKey })).json();
  expect(data[0]).toMatchObject({
    action: "putProject",
    target: `projectId=${server.projectId}`,
    before: { name: before.name },
    after: { name: "Kettles & Co" },
  });
});

test("another project is not there, neither to read nor to rename", async () => {
  const other = await server.addProject("other");
  const path = `/api/v1/projects/${other.projectId}`;
  expect((await server.ask(path, { key: server.secretKey })).status).toBe(404);
  const renamed = await server.ask(path, { method: "PUT", key: server.secretKey, body: { name: "mine" } });
  expect(renamed.status).toBe(404);
  const own = await server.ask(path, { key: other.secretKey });
  expect(projectSchema.parse(await own.json()).name).not.toBe("mine");
});
