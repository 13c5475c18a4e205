import { assignmentAnswerSchema, experimentSchema } from "@rapport/contracts/experiments";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";
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
