import { eventPageSchema } from "@rapport/contracts/events";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { profileSchema } from "@rapport/contracts/profiles";
import {
  segmentHistorySchema,
  segmentMemberPageSchema,
  segmentPreviewSchema,
  segmentReasonsSchema,
  segmentSchema,
  userSegmentsSchema,
} from "@rapport/contracts/segments";
import { usageSchema } from "@rapport/contracts/usage";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestProject, TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server?.close());

/** Looking again until it is so: the machine may be slow, and only the end counts. */
const PATIENT = { timeout: 20_000 };
const now = () => new Date().toISOString();
const bought = (userId: string, total: number) =>
  trackMessage({
    event: "Order Completed",
    userId,
    anonymousId: undefined,
    properties: { total },
    originalTimestamp: now(),
  });
const read = async <T extends z.ZodType>(
  schema: T,
  project: TestProject,
  path: string,
  body?: object,
  method = "POST",
) => {
  const answer = await server.ask(path, { key: project.secretKey, ...(body ? { body, method } : {}) });
  expect(answer.status).toBe(200);
  return schema.parse(await answer.json());
};
const create = (project: TestProject, text: string, name = "Segment") =>
  read(segmentSchema, project, "/api/v1/segments", { name, text });
const send = async (project: TestProject, messages: readonly object[]) => {
  const { offset } = trackingAnswerSchema.parse(await (await server.send(messages, project.secretKey)).json());
  return offset;
};
const membersOf = async (project: TestProject, id: string, after = "") => {
  const page = await read(segmentMemberPageSchema, project, `/api/v1/segments/${id}/members?wait=5000&after=${after}`);
  return page.data.map(({ userId }) => userId);
};
const eventsOf = async (project: TestProject) => {
  const { data } = await read(eventPageSchema, project, "/api/v1/events");
  return data.filter(({ name }) => name.startsWith("Segment ")).map(({ name, userId }) => `${name}: ${userId}`);
};

test("who does what a segment asks for is in it when the event's offset is folded, and the log tells it once, free", async () => {
  const project = await server.addProject("entering");
  const { id } = await create(project, 'did "Order Completed" at least 2 times where total >= 50 in last 30d');
  const offset = await send(project, [bought("ada", 50), bought("ada", 60), bought("bo", 70), bought("bo", 1)]);
  expect(await membersOf(project, id, offset)).toEqual(["ada"]);
  await expect.poll(() => eventsOf(project), PATIENT).toEqual(["Segment Entered: ada"]);
  const mine = await read(userSegmentsSchema, project, "/api/v1/users/ada/segments");
  expect(mine.data).toMatchObject([{ id, name: "Segment" }]);
  // What Rapport notes itself is not what a person did, and costs nothing.
  expect(await read(profileSchema, project, "/api/v1/users/ada")).toMatchObject({ eventCount: 2 });
  expect((await read(usageSchema, project, "/api/v1/usage?days=1")).days).toMatchObject([{ accepted: 4 }]);
});

test("people leave when time has passed, without an event, and the size remembers it", async () => {
  const project = await server.addProject("leaving");
  const { id } = await create(project, 'did "Order Completed" in last 2s');
  const offset = await send(project, [bought("ada", 1)]);
  expect(await membersOf(project, id, offset)).toEqual(["ada"]);
  await expect.poll(() => membersOf(project, id), PATIENT).toEqual([]);
  await expect.poll(() => eventsOf(project), PATIENT).toEqual(["Segment Exited: ada", "Segment Entered: ada"]);
  const { data } = await read(segmentHistorySchema, project, `/api/v1/segments/${id}/history`);
  expect(data.at(-1)?.size).toBe(0);
  expect(data.reduce((sum, { entered, exited }) => sum + entered + exited, 0)).toBe(2);
});

test("a segment that is made or changed later holds for those who were there before, and tells the log nothing of it", async () => {
  const project = await server.addProject("later");
  await server.settle(await send(project, [bought("ada", 10), bought("bo", 20), bought("cy", 30)]));
  const { id } = await create(project, 'did "Order Completed" where total > 15');
  await expect.poll(async () => (await membersOf(project, id)).sort(), PATIENT).toEqual(["bo", "cy"]);
  const changed = { name: "Changed", text: 'did "Order Completed" where total < 25' };
  expect((await read(segmentSchema, project, `/api/v1/segments/${id}`, changed, "PUT")).version).toBe(2);
  await expect.poll(async () => (await membersOf(project, id)).sort(), PATIENT).toEqual(["ada", "bo"]);
  await expect
    .poll(() => read(segmentSchema, project, `/api/v1/segments/${id}`), PATIENT)
    .toMatchObject({ complete: true, size: 2 });
  expect(await eventsOf(project)).toEqual([]);
});

test("a segment that is named by another takes its people along, by an event and by a new rule", async () => {
  const project = await server.addProject("nested");
  const inner = await create(project, 'did "Order Completed" where total > 15', "Spenders");
  const { id } = await create(project, `did "Order Completed" and not segment "${inner.id}"`);
  await send(project, [bought("ada", 10), bought("bo", 20), bought("cy", 30)]);
  await expect.poll(() => membersOf(project, id), PATIENT).toEqual(["ada"]);
  await send(project, [bought("ada", 40)]);
  await expect.poll(() => membersOf(project, id), PATIENT).toEqual([]);
  const changed = { name: "Spenders", text: 'did "Order Completed" where total > 25' };
  await read(segmentSchema, project, `/api/v1/segments/${inner.id}`, changed, "PUT");
  await expect.poll(() => membersOf(project, id), PATIENT).toEqual(["bo"]);
});

test("a preview counts and names people, and why says for each condition what decides it", async () => {
  const project = await server.addProject("previewed");
  const traits = { plan: "pro", email: "ada@example.com" };
  await server.settle(
    await send(project, [identifyMessage({ userId: "ada", traits }), bought("ada", 5), bought("bo", 5)]),
  );
  const text = 'trait plan = "pro" and (email or did "Refund" in last 3d)';
  const preview = await read(segmentPreviewSchema, project, "/api/v1/segments/preview", { text });
  expect(preview).toMatchObject({
    count: 1,
    exact: true,
    low: 1,
    high: 1,
    people: 2,
    text,
    sample: [{ userId: "ada" }],
  });
  const { id } = await create(project, text);
  const { data, holds } = await read(segmentReasonsSchema, project, `/api/v1/segments/${id}/members/bo/why`);
  expect(holds).toBe(false);
  expect(data.map(({ depth, text: condition, evidence }) => [depth, condition, evidence])).toEqual([
    [0, "and", ""],
    [1, 'trait plan = "pro"', "plan is not known"],
    [1, "or", ""],
    [2, "email", "email is not known"],
    [2, 'did "Refund" in last 3d', "nothing of it happened"],
  ]);
});

test("a file of the members cannot run formulas that visitors chose as their names", async () => {
  const project = await server.addProject("exported");
  const name = '=HYPERLINK("http://a.example","b")';
  await server.settle(await send(project, [identifyMessage({ userId: "+1", traits: { name, email: "@x" } })]));
  const { id } = await create(project, "everyone");
  await expect.poll(() => membersOf(project, id), PATIENT).toHaveLength(1);
  const answer = await server.ask(`/api/v1/segments/${id}/export`, { key: project.secretKey });
  expect(answer.headers.get("content-type")).toContain("text/csv");
  const [, line = ""] = (await answer.text()).split("\r\n");
  expect(line).toContain(`,'+1,'@x,"'=HYPERLINK(""http://a.example"",""b"")",`);
});

test("a segment of another project, and its file, are not there; a write key may read neither", async () => {
  const project = await server.addProject("foreign");
  const { id } = await create(project, "everyone");
  for (const path of ["", "/members", "/export", "/members/ada/why"]) {
    const foreign = await server.ask(`/api/v1/segments/${id}${path}`, { key: server.secretKey });
    const open = await server.ask(`/api/v1/segments/${id}${path}`, { key: project.writeKey });
    expect([foreign.status, open.status]).toEqual([404, 403]);
  }
});

test("a file of what no engine can name is refused with the part at fault", async () => {
  for (const path of ["/api/v1/segments/%00/export", "/api/v1/leads/export?owner=%00"]) {
    const answer = await server.ask(path, { key: server.secretKey });
    expect([path, answer.status]).toEqual([path, 400]);
    expect(await answer.json()).toMatchObject({
      code: "invalid_parameter",
      errors: [{ message: expect.stringContaining("U+0000") }],
    });
  }
});

test("a rule that leads back to itself is refused with its place", async () => {
  const project = await server.addProject("circular");
  const first = await create(project, "everyone");
  const second = await create(project, `not segment "${first.id}"`);
  const body = { name: "First", rule: { type: "not", node: { type: "segment", id: second.id } } };
  const answer = await server.ask(`/api/v1/segments/${first.id}`, { method: "PUT", key: project.secretKey, body });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    errors: [{ pointer: "/rule/node/id", message: "leads back to the segment itself" }],
  });
});
