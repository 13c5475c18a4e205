import { eventPageSchema } from "@rapport/contracts/events";
import { quotaProblemSchema, trackingAnswerSchema } from "@rapport/contracts/messages";
import { usageSchema } from "@rapport/contracts/usage";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer, freePlan } from "@rapport/testkit/server/compose-test-server";
import { afterEach, expect, test } from "vitest";
import { readOperations } from "../../test/open-document.ts";
import { ROUTE_CASES } from "../../test/route-cases.ts";

let server: TestServer;
afterEach(() => server.close());

const messages = (count: number) => Array.from({ length: count }, () => trackMessage());

async function storedIds(offset: string): Promise<string[]> {
  await server.settle(offset);
  const response = await server.ask("/api/v1/events?limit=500", { key: server.secretKey });
  return eventPageSchema.parse(await response.json()).data.map((event) => event.messageId);
}

test("a client that sends its whole batch again after each 429 loses nothing and doubles nothing, though the batch is larger than any burst", async () => {
  server = await composeTestServer(freePlan({ eventsPerDay: 1_000, eventsPerSecond: 100, burstEvents: 20 }));
  const batch = messages(90);
  let response = await server.send(batch);
  let refusals = 0;
  for (; response.status === 429; refusals++) {
    const problem = quotaProblemSchema.parse(await response.json());
    expect(problem).toMatchObject({ code: "rate_limited", limit: 20 });
    expect(problem.accepted + problem.duplicates + problem.rejected.length).toBe(90);
    expect(problem.rejected[0]).toMatchObject({
      code: "rate_limited",
      messageId: batch[90 - problem.rejected.length]?.messageId,
    });
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    response = await server.send(batch);
  }
  expect(refusals).toBeGreaterThanOrEqual(4);
  const { offset } = trackingAnswerSchema.parse(await response.json());
  expect((await storedIds(offset)).sort()).toEqual(batch.map(({ messageId }) => messageId).sort());
});

test("the day's events are taken to the last one; then 429 says when the quota begins anew, and usage shows the same", async () => {
  server = await composeTestServer(freePlan({ eventsPerDay: 30, eventsPerSecond: 1_000, burstEvents: 1_000 }));
  const response = await server.send(messages(50));
  expect(response.status).toBe(429);
  const problem = quotaProblemSchema.parse(await response.json());
  expect(problem).toMatchObject({ code: "quota_exceeded", limit: 30, remaining: 0, accepted: 30 });
  expect(problem.rejected).toHaveLength(20);
  const midnightMs = Math.ceil(Date.now() / 86_400_000) * 86_400_000;
  expect(Date.parse(problem.resetAt)).toBe(midnightMs);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan((midnightMs - Date.now()) / 1_000 - 1);
  expect(await storedIds(problem.offset)).toHaveLength(30);
  const usage = usageSchema.parse(await (await server.ask("/api/v1/usage", { key: server.secretKey })).json());
  expect(usage).toMatchObject({ plan: "free", remaining: 0, today: { accepted: 30, rejected: 0 } });
  expect(usage.today.bytes).toBeGreaterThan(30 * 100);
});

test("every answer says where the workspace stands, by the standard's headers and by the older ones", async () => {
  server = await composeTestServer(freePlan({ eventsPerDay: 1_000, eventsPerSecond: 10, burstEvents: 50 }));
  const answers = [
    await server.send(messages(3)),
    await server.send([{ type: "track" }]),
    await server.ask("/v1/batch", { key: server.writeKey, body: "{" }),
    await server.send(messages(60)),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 429]);
  for (const { headers } of answers) {
    expect(headers.get("ratelimit-policy")).toBe('"day";q=1000;w=86400, "burst";q=50;w=5');
    expect(headers.get("ratelimit")).toMatch(/^"day";r=\d+;t=\d+, "burst";r=\d+;t=\d+$/);
    expect(headers.get("x-ratelimit-limit")).toBe("1000");
    expect(Number(headers.get("x-ratelimit-reset")) * 1_000).toBeGreaterThan(Date.now());
  }
  expect(answers[0]?.headers.get("x-ratelimit-remaining")).toBe("997");
  expect(answers[3]?.headers.get("ratelimit")).toMatch(/"burst";r=\d;t=[45]$/);
});

test("every operation that makes events declares its 429, and answers as declared", async () => {
  server = await composeTestServer(freePlan({ eventsPerDay: 1, eventsPerSecond: 1_000, burstEvents: 1_000 }));
  await server.send(messages(1));
  const operations = await readOperations(server);
  const metered = operations.filter(({ responses }) => responses.has(429));
  expect(metered.map(({ id }) => id)).toContain("sendRecommendationFeedback");
  expect(metered.length).toBeGreaterThan(15);
  for (const { id, responses } of metered) {
    const call = ROUTE_CASES[id]?.good();
    const response = await server.ask(call?.path ?? "", { ...call, key: server.secretKey });
    expect([id, response.status]).toEqual([id, 429]);
    responses.get(429)?.parse(await response.json());
  }
});

test("a plain start limits nothing, and counts all the same", async () => {
  server = await composeTestServer();
  const response = await server.send(messages(2_500));
  expect(response.headers.get("ratelimit-policy")).toBeNull();
  const { accepted, offset } = trackingAnswerSchema.parse(await response.json());
  expect(accepted).toBe(2_500);
  await server.settle(offset);
  await server.send([{ type: "track" }, trackMessage()]);
  await expect
    .poll(async () => usageSchema.parse(await (await server.ask("/api/v1/usage", { key: server.secretKey })).json()), {
      timeout: 20_000,
    })
    .toMatchObject({ plan: "unlimited", limits: null, remaining: null, today: { accepted: 2_501, rejected: 1 } });
});
