import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TrackingServer } from "../test/tracking-server.ts";
import type { RapportOptions } from "./options.ts";
import { Rapport } from "./rapport.ts";

const server = new TrackingServer();
const clients: Rapport[] = [];

beforeEach(async () => {
  server.requests.length = 0;
  server.messages.length = 0;
  server.answers.clear();
  server.fault = undefined;
  await server.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 0 })));
  await server.stop();
});

function makeClient(options: Partial<RapportOptions> = {}): Rapport {
  const client = new Rapport({
    writeKey: "pk_test",
    host: server.host,
    flushIntervalMs: 10,
    ...options,
  });
  clients.push(client);
  return client;
}

function trackMany(client: Rapport, count: number): void {
  for (let index = 0; index < count; index++) client.track({ userId: "u1", event: `Event ${index}` });
}

describe("an observer of requests", () => {
  test("sees each request with its end, and its headers travel, for batches and for questions", async () => {
    server.answers.set("/api/v1/users/u1", { status: 404, body: {} });
    const seen: unknown[] = [];
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const client = makeClient({
      secretKey: "sk_1",
      onRequest: (start) => {
        seen.push(start);
        return { headers: { traceparent, authorization: "not yours to set" }, end: (end) => seen.push(end) };
      },
    });
    trackMany(client, 20);
    await client.getRecommendations({ userId: "u1" });
    await client.getProfile("u1");
    const ended = (status: number) => ({ status, durationMs: expect.any(Number) });
    expect(seen).toEqual([
      { kind: "batch", method: "POST", url: `${server.host}/v1/batch`, bytes: expect.any(Number) },
      ended(200),
      expect.objectContaining({ kind: "recommendations", url: `${server.host}/api/v1/recommendations/query` }),
      ended(200),
      expect.objectContaining({ kind: "profile", method: "GET" }),
      ended(404),
    ]);
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual(Array(3).fill(traceparent));
    expect(server.requests.map(({ headers }) => headers.authorization?.split(" ")[0])).toEqual([
      "Basic",
      "Bearer",
      "Bearer",
    ]);
  });

  test("that throws costs no event, and no answer is reported as such", async () => {
    const ends: unknown[] = [];
    const client = makeClient({
      onRequest: (start) => {
        if (start.kind === "batch") throw new Error("tracer broke");
        return {
          end: (end) => {
            ends.push(end.status);
            throw new Error("tracer broke again");
          },
        };
      },
    });
    trackMany(client, 3);
    await client.flush();
    expect(server.events()).toHaveLength(3);
    await server.stop();
    await client.getRecommendations({ userId: "u1" }, { timeoutMs: 1_000 });
    expect(ends).toEqual([0]);
  });
});
