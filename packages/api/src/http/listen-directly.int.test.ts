import { gzipSync } from "node:zlib";
import { trackMessage } from "@rapport/testkit/factories/messages";
import type { TestRequest, TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer, freePlan } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
let url: string;

beforeAll(async () => {
  const plan = freePlan({ eventsPerDay: 100_000, eventsPerSecond: 1_000, burstEvents: 800 });
  server = await composeTestServer({ ...plan, basePath: "/collect" });
  url = await server.listen();
});
afterAll(() => server?.close());

const QUERY = "/api/v1/recommendations/query";
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` });
const batch = () => ({ batch: [trackMessage(), { ...trackMessage(), event: 5 }], sentAt: new Date().toISOString() });

const CASES: Record<string, () => { path: string; request: TestRequest }> = {
  "a batch of which one is rejected": () => ({ path: "/v1/batch", request: { key: server.writeKey, body: batch() } }),
  "an answer with letters beyond ASCII": () => ({
    path: "/v1/batch",
    request: { key: server.writeKey, body: { batch: [{ ...trackMessage(), messageId: "größe ひ" }] } },
  }),
  "one message": () => ({ path: "/v1/t", request: { key: server.writeKey, body: trackMessage() } }),
  "a key as Basic user": () => ({ path: "/v1/b", request: { headers: basic(server.writeKey), body: batch() } }),
  "a key in the body": () => ({ path: "/v1/batch", request: { body: { ...batch(), writeKey: server.writeKey } } }),
  "a key in the query": () => ({ path: `/beacon/v1/batch?writeKey=${server.writeKey}`, request: { body: batch() } }),
  "the base path": () => ({ path: "/collect/v1/track", request: { key: server.writeKey, body: trackMessage() } }),
  "a gzipped body": () => ({
    path: "/v1/batch",
    request: {
      key: server.writeKey,
      headers: { "content-encoding": "gzip" },
      body: gzipSync(JSON.stringify(batch())),
    },
  }),
  "a gzip that is none": () => ({
    path: "/v1/batch",
    request: { key: server.writeKey, headers: { "content-encoding": "gzip" }, body: "{}" },
  }),
  "an unknown encoding": () => ({
    path: "/v1/batch",
    request: { key: server.writeKey, headers: { "content-encoding": "br" }, body: "{}" },
  }),
  "no JSON": () => ({ path: "/v1/batch", request: { key: server.writeKey, body: '{"batch":' } }),
  "no batch": () => ({ path: "/v1/batch", request: { key: server.writeKey, body: { batch: 1 } } }),
  "nothing valid": () => ({ path: "/v1/track", request: { key: server.writeKey, body: { event: "x" } } }),
  "no key": () => ({ path: "/v1/batch", request: { body: batch() } }),
  "an unknown key": () => ({ path: "/v1/batch", request: { key: "pk_none", body: batch() } }),
  "an import with a write key": () => ({ path: "/v1/import", request: { key: server.writeKey, body: batch() } }),
  "an import": () => ({ path: "/v1/import", request: { key: server.secretKey, body: batch() } }),
  "a body that is too large": () => ({
    path: "/v1/batch",
    request: { key: server.writeKey, body: `"${"x".repeat(5_000_000)}"` },
  }),
  "more than the plan": () => ({
    path: "/v1/batch",
    request: { key: server.writeKey, body: { batch: Array.from({ length: 1_000 }, () => trackMessage()) } },
  }),
  "a query": () => ({ path: QUERY, request: { key: server.writeKey, body: { anonymousId: "a-device" } } }),
  "a query with a secret key": () => ({ path: QUERY, request: { key: server.secretKey, body: { userId: "ada" } } }),
  "a query with a key as Basic user": () => ({ path: QUERY, request: { headers: basic(server.secretKey), body: {} } }),
  "a query of a wrong shape": () => ({ path: QUERY, request: { key: server.writeKey, body: { limit: "ten" } } }),
  "a query that is no JSON": () => ({ path: QUERY, request: { key: server.writeKey, body: "{" } }),
  "a query without a key": () => ({ path: QUERY, request: { body: {} } }),
  "a query with an unknown key": () => ({ path: QUERY, request: { key: "sk_none", body: {} } }),
  "another method": () => ({ path: "/v1/batch", request: { method: "PUT", key: server.writeKey, body: batch() } }),
};

/** What must be the same whoever serves the request: all but ids, times and what is counted. */
async function shapeOf(answer: Response) {
  const body: unknown = await answer.json();
  const own = new Set(["connection", "date", "keep-alive", "transfer-encoding", "content-length", "vary"]);
  const headers = [...answer.headers].filter(([name]) => !own.has(name));
  const changing = /^(x-request-id|traceparent|ratelimit|x-ratelimit-r.*|retry-after)$/;
  return {
    status: answer.status,
    headers: headers.map(([name, value]) => (changing.test(name) ? name : `${name}: ${value}`)).sort(),
    keys: Object.keys(Object(body)).sort(),
    code: Reflect.get(Object(body), "code"),
    detail: String(Reflect.get(Object(body), "detail")).replace(/\d+ messages/, "some messages"),
  };
}

test.each(Object.keys(CASES))("%s is answered alike through a socket and without one", async (name) => {
  const make = CASES[name] ?? ((): ReturnType<(typeof CASES)[string]> => ({ path: "/", request: {} }));
  const { path, request } = make();
  const without = await shapeOf(await server.ask(path, request));
  const { body, headers, key, method = "POST" } = make().request;
  const raw = typeof body === "string" || body instanceof Uint8Array;
  const through = await fetch(url + path, {
    method,
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
    body: raw ? (body as BodyInit) : JSON.stringify(body), // as: text or bytes, see above
  });
  expect(await shapeOf(through)).toEqual(without);
});

test("a sender that leaves in the middle of a body disturbs nobody", async () => {
  const leave = new AbortController();
  const slow = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"batch":[')),
  });
  const sending = fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.writeKey}` },
    body: slow,
    duplex: "half",
    signal: leave.signal,
  } as RequestInit); // as: `duplex` is in the standard and not in the types
  setTimeout(() => leave.abort(), 50);
  await expect(sending).rejects.toThrow();
  const held = async () =>
    /rapport_in_flight_bytes (\d+)/.exec(await (await server.ask("/metrics", { key: server.secretKey })).text())?.[1];
  await expect.poll(held, { timeout: 20_000 }).toBe("0");
  const next = await fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.secretKey}` },
    body: JSON.stringify({ ...trackMessage(), event: 1 }),
  });
  expect(next.status).toBe(400);
});
