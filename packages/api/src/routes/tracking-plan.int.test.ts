import { problemSchema } from "@rapport/contracts/errors";
import { eventPageSchema } from "@rapport/contracts/events";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import type { PlanMode } from "@rapport/contracts/tracking-plan";
import { PLAN_LIMITS, planSchema, planViolationsSchema } from "@rapport/contracts/tracking-plan";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestProject, TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server?.close());

const SCHEMA = {
  type: "object",
  required: ["sku"],
  properties: { sku: { type: "string", pattern: "^[a-z-]+$" }, price: { type: "number", minimum: 0 } },
};
const put = (key: string, name: string, body: object) =>
  server.ask(`/api/v1/tracking-plan/events/${encodeURIComponent(name)}`, { method: "PUT", key, body });
const plan = async (project: TestProject, mode: PlanMode, name = "Bought") => {
  const answer = await put(project.secretKey, name, { mode, schema: SCHEMA });
  expect(answer.status).toBe(200);
};
const bought = (properties: Record<string, unknown>) => trackMessage({ event: "Bought", properties });
const send = async (project: TestProject, messages: readonly object[]) =>
  trackingAnswerSchema.parse(await (await server.send(messages, project.writeKey)).json());
const storedOf = async (project: TestProject, offset: string) => {
  await server.settle(offset);
  const answer = await server.ask("/api/v1/events", { key: project.secretKey });
  return eventPageSchema.parse(await answer.json()).data.toReversed();
};
const violationsOf = async ({ secretKey }: TestProject) => {
  const answer = await server.ask("/api/v1/tracking-plan/violations", { key: secretKey });
  return planViolationsSchema.parse(await answer.json()).data;
};

test("mode reject names the field of each event that breaks the plan; the others are stored", async () => {
  const project = await server.addProject("rejecting");
  await plan(project, "reject");
  const batch = [
    bought({ sku: "kettle", price: 1 }),
    bought({ sku: "kettle", price: "1" }),
    bought({}),
    trackMessage(),
  ];
  const answer = await send(project, batch);
  expect(answer).toMatchObject({
    accepted: 2,
    rejected: [
      {
        index: 1,
        messageId: batch[1]?.messageId,
        code: "plan_violation",
        path: "/properties/price",
        message: "must be number",
      },
      { index: 2, code: "plan_violation", path: "/properties/sku", message: "is missing" },
    ],
  });
  expect(await storedOf(project, answer.offset)).toHaveLength(2);
  const alone = await server.send([bought({ sku: "NO" })], project.writeKey);
  expect(problemSchema.parse(await alone.json())).toMatchObject({ errors: [{ pointer: "/batch/0/properties/sku" }] });
});

test("mode drop stores the event without the properties at fault, and says so", async () => {
  const project = await server.addProject("dropping");
  await plan(project, "drop");
  const answer = await send(project, [bought({ sku: "kettle", price: "free", color: "red" })]);
  expect(answer).toMatchObject({ accepted: 1, rejected: [] });
  const [event] = await storedOf(project, answer.offset);
  expect(event?.payload.properties).toEqual({ sku: "kettle", color: "red" });
  expect(event?.enrichment.flags).toEqual({
    plan: {
      version: 1,
      violations: [{ pointer: "/properties/price", message: "must be number" }],
      dropped: ["/properties/price"],
    },
  });
});

test("mode warn stores the event whole and flags it; mode off looks away", async () => {
  const project = await server.addProject("warning");
  await plan(project, "warn");
  const first = await send(project, [bought({ sku: "kettle", price: -1 })]);
  await plan(project, "off");
  const second = await send(project, [bought({ sku: 5 })]);
  const events = await storedOf(project, second.offset);
  expect(first.accepted + second.accepted).toBe(2);
  expect(events.map(({ payload }) => payload.properties)).toEqual([{ sku: "kettle", price: -1 }, { sku: 5 }]);
  expect(events.map(({ enrichment }) => enrichment.flags)).toEqual([
    { plan: { version: 1, violations: [{ pointer: "/properties/price", message: "must be >= 0" }], dropped: [] } },
    undefined,
  ]);
});

test("violations are counted by place and day, with a sample of what was sent", async () => {
  const project = await server.addProject("counting");
  await plan(project, "drop");
  const batch = Array.from({ length: 7 }, () => bought({ sku: "kettle", price: "free" }));
  await send(project, [...batch, bought({ price: 1 })]);
  const [first, second] = await violationsOf(project);
  expect(first).toMatchObject({ name: "Bought", pointer: "/properties/price", count: 7, message: "must be number" });
  expect(JSON.parse(first?.sample ?? "")).toEqual({ event: "Bought", properties: { sku: "kettle", price: "free" } });
  expect(second).toMatchObject({ pointer: "/properties/sku", count: 1 });
  expect(await violationsOf(server)).toEqual([]);
});

test("a sender who makes up places fills the store to a bound, and the count stays exact", async () => {
  const project = await server.addProject("places");
  const schema = { type: "object", additionalProperties: false };
  expect((await put(project.secretKey, "Bought", { mode: "warn", schema })).status).toBe(200);
  const batch = Array.from({ length: PLAN_LIMITS.countedPlaces + 300 }, (_, i) => bought({ [`made-up-${i}`]: 1 }));
  await send(project, batch);
  const { store } = server.composition().services;
  const [row] = await store.db.execute<{ rows: number; total: number }>(
    `select count(*)::int as rows, sum(count)::int as total from plan_violations where project_id = '${project.projectId}'`,
  );
  await violationsOf(project);
  const [after] = await store.db.execute<{ rows: number; total: number }>(
    `select count(*)::int as rows, sum(count)::int as total from plan_violations where project_id = '${project.projectId}'`,
  );
  expect(row?.total ?? 0).toBeLessThanOrEqual(batch.length);
  expect(after).toEqual({ rows: PLAN_LIMITS.countedPlaces + 1, total: batch.length });
});

test("a change is in force at once in this process; another process's within seconds; and its version grows", async () => {
  const project = await server.addProject("changing");
  await plan(project, "reject");
  expect((await send(project, [bought({ sku: "kettle" }), bought({})])).rejected).toHaveLength(1);
  const path = "/api/v1/tracking-plan/events/Bought";
  expect((await server.ask(path, { method: "DELETE", key: project.secretKey })).status).toBe(200);
  expect((await send(project, [bought({})])).rejected).toHaveLength(0);
  // What another process does reaches the tables only.
  const { store } = server.composition().services;
  await store.db.execute(
    `insert into plan_events (project_id, name, mode, schema, description, version, updated_at)
     values ('${project.projectId}', 'Bought', 'reject', '${JSON.stringify(SCHEMA)}', '', 3, now())`,
  );
  await store.db.execute(`update tracking_plans set version = 3 where project_id = '${project.projectId}'`);
  const isRejected = async () => (await send(project, [trackMessage(), bought({})])).rejected.length;
  await expect.poll(isRejected, { timeout: 20_000, interval: 500 }).toBe(1);
  const answer = await server.ask("/api/v1/tracking-plan", { key: project.secretKey });
  expect(planSchema.parse(await answer.json())).toMatchObject({ version: 3, data: [{ name: "Bought", version: 3 }] });
});

test("the plan of one project says nothing about another's events, nor about other types", async () => {
  const project = await server.addProject("own-plan");
  await plan(project, "reject", "page");
  await plan(project, "reject");
  expect((await send(server, [bought({})])).accepted).toBe(1);
  expect((await send(project, [{ type: "page", anonymousId: "a" }])).accepted).toBe(1);
});
