import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

const TOKEN = "a-token-for-the-monitor";
let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer({ metricsToken: TOKEN });
});
afterAll(() => server.close());

const readMetrics = async () => (await server.ask("/metrics", { key: TOKEN })).text();

test("metrics are for holders of a secret key, for who has their token, and for this machine", async () => {
  const statusOf = async (key?: string) => (await server.ask("/metrics", { key })).status;
  expect([await statusOf(server.secretKey), await statusOf(TOKEN)]).toEqual([200, 200]);
  expect([await statusOf(), await statusOf(server.writeKey), await statusOf(`${TOKEN}x`)]).toEqual([401, 403, 401]);
  const url = await server.listen();
  expect((await fetch(`${url}/metrics`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.9" } })).status).toBe(401);
});

test("metrics count what was sent, and name nothing that a sender or a project chose", async () => {
  const canary = "canary-4711";
  const good = trackMessage({ event: canary, anonymousId: canary, properties: { [canary]: canary } });
  const bad = { type: canary, messageId: canary };
  const response = await server.send([good, good, bad]);
  const { offset } = trackingAnswerSchema.parse(await response.json());
  await server.settle(offset);
  await server.send([good]);
  await server.ask(`/v1/${canary}?${canary}=1`, { key: server.writeKey, headers: { "user-agent": canary } });
  await expect.poll(readMetrics).toMatch(/rapport_folded_total\{outcome="copy"\} 1/);
  const text = await readMetrics();
  expect(text).toMatch(/^rapport_accepted_total 2$/m);
  expect(text).toMatch(/^rapport_duplicates_total 1$/m);
  expect(text).toMatch(/^rapport_rejected_total\{code="unknown_type"\} 1$/m);
  expect(text).toMatch(/^rapport_answers_total\{surface="tracking",status="404"\} 1$/m);
  expect(text).toMatch(/^rapport_ack_seconds_count 2$/m);
  expect(text).toMatch(/^rapport_log_lag_values 0$/m);
  for (const name of ["rapport_load", "rapport_in_flight_bytes", "process_resident_memory_bytes"]) {
    expect(text).toContain(`\n${name} `);
  }
  expect(text).not.toContain(canary);
  expect(text).not.toContain(server.projectId);
});

test("nothing that people send gets into the log, whatever becomes of it", async () => {
  const canary = "canary-0815";
  const from = server.lines.length;
  const message = trackMessage({
    event: canary,
    anonymousId: canary,
    userId: canary,
    properties: { [canary]: canary },
  });
  const bodies = [
    message,
    { ...message, properties: canary },
    `{"event": "${canary}`,
    { ...message, context: { page: { url: `https://${canary}.example/?${canary}` } } },
    "[".repeat(100_000) + canary,
  ];
  for (const body of bodies) {
    for (const path of ["/v1/track", "/v1/batch", "/api/v1/recommendations/query"]) {
      await server.ask(path, { key: server.writeKey, body });
    }
  }
  await server.ask("/v1/track", { key: canary, body: message });
  // What fails inside carries the statement and its parameters.
  const run = (statement: string) => server.composition().services.store.db.execute(statement);
  await run("alter table events rename to events_away");
  await server.ask(`/api/v1/events?name=${canary}`, { key: server.secretKey });
  await server.send([message]);
  const linesSince = () => server.lines.slice(from);
  await expect.poll(() => linesSince().map((line) => line.message)).toContain("A batch could not be folded");
  await run("alter table events_away rename to events");
  expect(linesSince().map((line) => line.message)).toContain("A request failed");
  expect(JSON.stringify(linesSince())).not.toContain(canary);
});

test("an answer goes on with its caller's trace", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const response = await server.ask("/v1/track", {
    key: server.writeKey,
    headers: { traceparent },
    body: trackMessage(),
  });
  expect(response.headers.get("traceparent")).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect((await server.ask("/livez")).headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
});

test("every acknowledgement says how far the profiles are behind", async () => {
  const { lagMs } = trackingAnswerSchema.parse(await (await server.send([trackMessage()])).json());
  expect(lagMs).toBeGreaterThanOrEqual(0);
});
