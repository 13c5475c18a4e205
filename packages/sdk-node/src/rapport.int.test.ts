import { assignmentAnswerSchema, experimentSchema } from "@rapport/contracts/experiments";
import { userIntentsSchema } from "@rapport/contracts/intents";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RequestError } from "./ask-server.ts";
import { Rapport } from "./rapport.ts";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer();
});
afterAll(() => server?.close());

test("an experiment that is started over HTTP assigns this client's people, and their exposures are events", async () => {
  const body = {
    name: "checkout",
    unit: "user",
    holdout: 0.2,
    variants: [
      { name: "today", weight: 1 },
      { name: "short", weight: 1 },
    ],
  };
  const created = await server.ask("/api/v1/experiments", { key: server.secretKey, body });
  const { id } = experimentSchema.parse(await created.json());
  await server.ask(`/api/v1/experiments/${id}/start`, { method: "POST", key: server.secretKey });
  const client = new Rapport({ writeKey: server.writeKey, host: await server.listen() });
  const people = Array.from({ length: 40 }, (_, index) => `person-${index}`);
  const seen = await Promise.all(
    people.map((userId) => client.getVariant({ userId, experiment: "checkout" }, { timeoutMs: 20_000 })),
  );
  await client.close();
  for (const [index, userId] of people.entries()) {
    const answer = await server.ask(`/api/v1/experiments/assignments?userId=${userId}`, { key: server.writeKey });
    const [assignment] = assignmentAnswerSchema.parse(await answer.json()).assignments;
    expect(seen[index] ?? "holdout").toBe(assignment?.variant);
  }
  expect(new Set(seen)).toEqual(new Set(["today", "short", undefined]));
  const count = async () => {
    const events = await server.ask("/api/v1/events?limit=500&name=Experiment%20Viewed", { key: server.secretKey });
    const { data } = await events.json();
    return data.length;
  };
  await expect.poll(count, { timeout: 20_000 }).toBe(people.length);
});

test("a trigger that this client makes tells once of who enters a segment, and is changed and removed by it", async () => {
  const rule = { name: "Buyers", text: 'did "Order Completed"' };
  const segment = await (await server.ask("/api/v1/segments", { key: server.secretKey, body: rule })).json();
  const { writeKey, secretKey } = server;
  const client = new Rapport({ writeKey, secretKey, host: await server.listen(), requestTimeoutMs: 20_000 });
  const source = { kind: "segment", segmentId: segment.id, on: "entered" } as const;
  const input = { name: "Welcome", source, action: { kind: "webhook", webhookId: "whk_none" } } as const;
  await expect(client.triggers.create(input)).rejects.toThrow(/^HTTP 4\d\d: .*whk_none/);
  const hook = { url: "https://hooks.example.com/x" };
  const webhook = await (await server.ask("/api/v1/webhooks", { key: secretKey, body: hook })).json();
  const action = { kind: "webhook", webhookId: webhook.id } as const;
  const trigger = await client.triggers.create({ ...input, action });
  for (const userId of ["ada", "ada", "bob"]) client.track({ userId, event: "Order Completed" });
  await client.flush();
  const crossings = async () => (await client.triggers.listCrossings(trigger.id, { limit: 10 })).data;
  await expect.poll(async () => (await crossings()).map(({ userId }) => userId).sort()).toEqual(["ada", "bob"]);
  const first = await client.triggers.listCrossings(trigger.id, { limit: 1 });
  const rest = await client.triggers.listCrossings(trigger.id, { limit: 1, cursor: first.nextCursor ?? "" });
  expect(new Set([...first.data, ...rest.data].map(({ userId }) => userId))).toEqual(new Set(["ada", "bob"]));
  const off = await client.triggers.change(trigger.id, { ...input, action, enabled: false });
  expect([off.enabled, (await client.triggers.list()).map(({ id }) => id)]).toEqual([false, [trigger.id]]);
  await client.triggers.delete(trigger.id);
  await expect(client.triggers.listCrossings(trigger.id)).rejects.toMatchObject({ status: 404 });
  await client.close();
  const keyless = new Rapport({ writeKey, host: await server.listen() });
  await expect(keyless.triggers.list()).rejects.toThrow(RequestError);
  await keyless.close();
});

test("this client reads of a person what the server knows: the profile, the segments, what is expected", async () => {
  const { writeKey, secretKey } = server;
  const rule = { name: "Readers", text: 'did "Article Read" at least 2 times' };
  const segment = await (await server.ask("/api/v1/segments", { key: secretKey, body: rule })).json();
  const client = new Rapport({ writeKey, secretKey, host: await server.listen(), requestTimeoutMs: 20_000 });
  client.identify({ userId: "a/da", traits: { plan: "pro" } });
  for (let n = 0; n < 3; n++) client.track({ userId: "a/da", event: "Article Read" });
  await client.flush();
  const known = async () => [(await client.getProfile("a/da"))?.eventCount, (await client.getSegments("a/da"))?.length];
  await expect.poll(known, { timeout: 20_000 }).toEqual([4, 1]);
  const profile = await client.getProfile("a/da");
  expect(profile).toMatchObject({ userId: "a/da", traits: { plan: "pro" }, counters: { "Article Read": 3 } });
  expect(await client.getSegments("a/da")).toMatchObject([{ id: segment.id, name: "Readers" }]);
  const intents = await client.getIntents("a/da");
  expect(userIntentsSchema.parse(intents)).toMatchObject({ userId: "a/da", intents: [], sendTime: null });
  const nobody = [client.getProfile("nobody"), client.getSegments("nobody"), client.getIntents("nobody")];
  expect(await Promise.all(nobody)).toEqual([undefined, undefined, undefined]);
  const wrong = new Rapport({ writeKey, secretKey: "sk_wrong", host: await server.listen(), requestTimeoutMs: 20_000 });
  await expect(wrong.getProfile("a/da")).rejects.toMatchObject({ status: 401 });
  await Promise.all([client.close(), wrong.close()]);
});
