import { readFileSync } from "node:fs";
import type { ClientError } from "@rapport/sdk-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProcess } from "../test/run-process.ts";
import { TrackingServer } from "../test/tracking-server.ts";
import { LIBRARY } from "./library.ts";
import type { RapportOptions } from "./options.ts";
import { Rapport } from "./rapport.ts";

const server = new TrackingServer();
const clients: Rapport[] = [];
let errors: ClientError[] = [];

beforeEach(async () => {
  server.requests.length = 0;
  server.messages.length = 0;
  server.answers.clear();
  server.fault = undefined;
  errors = [];
  await server.start();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 0 })));
  await server.stop();
});

function makeClient(options: Partial<RapportOptions> = {}): Rapport {
  // A request under way when a test ends may still report: to the list of its own test.
  const own = errors;
  const client = new Rapport({
    writeKey: "pk_test",
    host: server.host,
    flushIntervalMs: 10,
    retryBaseMs: 20,
    retryMaxMs: 60,
    // Long: a machine that stalls must not look like a server that is silent.
    requestTimeoutMs: 30_000,
    onError: (error) => own.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}

function trackMany(client: Rapport, count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `Event ${index}`);
  for (const event of names) client.track({ userId: "u1", event, properties: { price: 12.5 } });
  return names;
}

describe("messages", () => {
  test("each verb arrives in the tracking format, gzipped, with the key as Basic user", async () => {
    const client = makeClient();
    client.track({ userId: "u1", event: "Order Completed", properties: { total: 3 }, context: { ip: "0.0.0.0" } });
    client.identify({ userId: "u1", anonymousId: "a1", traits: { plan: "pro" } });
    client.page({ anonymousId: "a1", name: "Home", category: "Site", properties: { path: "/" } });
    client.screen({ anonymousId: "a1", name: "Start" });
    client.group({ userId: "u1", groupId: "g1", traits: { size: 3 } });
    client.alias({ userId: "u2", previousId: "u1" });
    await client.flush();

    expect(server.messages).toMatchObject([
      {
        type: "track",
        userId: "u1",
        event: "Order Completed",
        properties: { total: 3 },
        context: { ip: "0.0.0.0", library: LIBRARY },
      },
      { type: "identify", userId: "u1", anonymousId: "a1", traits: { plan: "pro" } },
      { type: "page", name: "Home", category: "Site", properties: { path: "/" } },
      { type: "screen", name: "Start" },
      { type: "group", groupId: "g1", traits: { size: 3 } },
      { type: "alias", userId: "u2", previousId: "u1" },
    ]);
    const [request] = server.requests;
    expect(request?.path).toBe("/v1/batch");
    expect(request?.headers["content-encoding"]).toBe("gzip");
    expect(request?.headers.authorization).toBe(`Basic ${btoa("pk_test:")}`);
    expect(Date.parse(String(request?.body.sentAt))).toBeGreaterThan(Date.now() - 5_000);
  });

  test("a given time and messageId are kept", async () => {
    const client = makeClient();
    client.track({ userId: "u1", event: "Imported", timestamp: new Date("2024-01-02T03:04:05Z"), messageId: "m-1" });
    await client.flush();
    expect(server.messages).toMatchObject([{ messageId: "m-1", originalTimestamp: "2024-01-02T03:04:05.000Z" }]);
  });

  test("the library name is the package's own", () => {
    const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(LIBRARY).toEqual({ name, version });
  });

  test("feedback becomes the track event of the contract", async () => {
    const client = makeClient();
    client.sendRecommendationFeedback({ decisionId: "dec_1", action: "clicked", itemIds: ["i1"], userId: "u1" });
    await client.flush();
    expect(server.messages).toMatchObject([
      {
        type: "track",
        userId: "u1",
        event: "Recommendation Clicked",
        properties: { decisionId: "dec_1", items: ["i1"] },
      },
    ]);
  });

  test("a call without usable input is reported and does not throw", () => {
    const client = makeClient();
    // @ts-expect-error a caller without types
    expect(() => client.track(undefined)).not.toThrow();
    // @ts-expect-error a caller without types
    expect(() => client.page(null)).not.toThrow();
    expect(errors.map((error) => error.code)).toEqual(["call_failed", "call_failed"]);
  });
});

describe("faults: nothing lost, nothing doubled", () => {
  test("refused connections, then healed", async () => {
    const client = makeClient();
    await server.stop();
    const names = trackMany(client, 1_200);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(client.stats().delivered).toBe(0);
    await server.start();
    await client.flush();
    expect(server.events().sort()).toEqual(names.sort());
    expect(server.messages).toHaveLength(1_200);
    expect(client.stats()).toMatchObject({ queued: 1_200, delivered: 1_200, dropped: 0, pending: 0 });
    expect(errors.map((error) => error.code)).toEqual(["delivery_delayed"]);
  });

  test("503 for a while", async () => {
    let left = 4;
    server.fault = (response) => (left-- > 0 ? response.writeHead(503).end("{}") : undefined);
    const client = makeClient();
    const names = trackMany(client, 600);
    await client.flush();
    expect(server.events().sort()).toEqual(names.sort());
    expect(server.messages).toHaveLength(600);
  });

  test("429 with Retry-After: one pause for the whole client", async () => {
    let refused = false;
    server.fault = (response) => {
      if (refused) return undefined;
      refused = true;
      return response.writeHead(429, { "retry-after": "1" }).end("{}");
    };
    const client = makeClient({ maxInFlight: 1 });
    const names = trackMany(client, 600);
    await client.flush();
    expect(server.events().sort()).toEqual(names.sort());
    const [first, second] = server.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    expect(server.requests).toHaveLength(3);
  });

  test("a server that takes the events but never answers: the same messageIds again", async () => {
    let left = 2;
    server.fault = (_response, request) => {
      if (left-- <= 0) return undefined;
      if (Array.isArray(request.body.batch)) server.messages.push(...request.body.batch);
      return "left open";
    };
    const client = makeClient({ requestTimeoutMs: 500 });
    const names = trackMany(client, 30);
    await client.flush();
    expect(server.events()).toEqual(names);
    expect(server.messages).toHaveLength(90);
  });

  test.each([
    ["cut off by the connection", (body: string) => body.slice(0, 20), true],
    ["cut off without a trace", (body: string) => body.slice(0, 20), false],
    ["a page of a captive portal", () => "<html>log in</html>", false],
  ])("an answer that is %s is not an acknowledgement", async (_name, spoil, cut) => {
    let left = 1;
    server.fault = (response) => {
      if (left-- <= 0) return undefined;
      const text = spoil('{"success":true,"accepted":30,"duplicates":0,"rejected":[],"offset":"x"}');
      if (!cut) return response.writeHead(200).end(text);
      response.writeHead(200, { "content-length": "80" }).write(text, () => response.destroy());
      return true;
    };
    const client = makeClient();
    const names = trackMany(client, 30);
    await client.flush();
    expect(server.events()).toEqual(names);
    expect(client.stats()).toMatchObject({ delivered: 30, retries: 1 });
  });

  test("400 drops the batch and reports it", async () => {
    server.fault = (response) => response.writeHead(400).end('{"detail":"no such project"}');
    const client = makeClient();
    trackMany(client, 3);
    await client.flush();
    expect(client.stats()).toMatchObject({ dropped: 3, requests: 1, pending: 0 });
    expect(errors).toMatchObject([{ code: "batch_refused", status: 400, message: "no such project" }]);
  });

  test("413 halves the batches until they fit", async () => {
    server.fault = (response, request) =>
      Array.isArray(request.body.batch) && request.body.batch.length > 130 ? response.writeHead(413).end() : undefined;
    const client = makeClient();
    const names = trackMany(client, 1_000);
    await client.flush();
    expect(server.events().sort()).toEqual(names.sort());
  });
});

describe("bounds and the end", () => {
  test("a full queue drops by its policy and counts", async () => {
    await server.stop();
    const oldest = makeClient({ queueEvents: 10 });
    const newest = makeClient({ queueEvents: 10, overflow: "drop-newest" });
    trackMany(oldest, 25);
    trackMany(newest, 25);
    expect(oldest.stats()).toMatchObject({ queued: 25, dropped: 15, pending: 10 });
    await server.start();
    await oldest.flush();
    expect(server.events()).toEqual(Array.from({ length: 10 }, (_, index) => `Event ${index + 15}`));
    server.messages.length = 0;
    await newest.flush();
    expect(server.events()).toEqual(Array.from({ length: 10 }, (_, index) => `Event ${index}`));
  });

  test("block: whoever waits for room loses nothing to a queue of ten, and whoever does not is told", async () => {
    const client = makeClient({ queueEvents: 10, overflow: "block", batchEvents: 2 });
    for (let index = 0; index < 60; index++) {
      await client.waitForRoom();
      client.track({ userId: "u1", event: `Event ${index}` });
      expect(client.stats().pending).toBeLessThanOrEqual(10);
    }
    await client.flush();
    expect(server.events()).toHaveLength(60);
    // A connection that an earlier test left may be found closed: that delays, and loses nothing.
    const lost = () => errors.filter((error) => error.code !== "delivery_delayed").map((error) => error.code);
    expect(lost()).toEqual([]);
    trackMany(client, 12);
    expect(lost()).toEqual(["queue_full", "queue_full"]);
    expect(client.stats()).toMatchObject({ queued: 72, dropped: 2 });
  });

  test("close releases whoever waits for room", async () => {
    await server.stop();
    const client = makeClient({ queueEvents: 4, overflow: "block" });
    trackMany(client, 4);
    const waiting = client.waitForRoom();
    await client.close({ timeoutMs: 20 });
    await waiting;
    await expect.poll(() => client.stats().pending).toBe(0);
  });

  test("close is bounded while the server is away, and reports what is left", async () => {
    await server.stop();
    const client = makeClient();
    trackMany(client, 5);
    const startMs = Date.now();
    expect(await client.close({ timeoutMs: 150 })).toEqual({ undelivered: 5, spooled: 0 });
    expect(Date.now() - startMs).toBeLessThan(2_000);
    // A request that is still under way at that moment reports its events when it has failed.
    const reported = () => errors.filter(({ code }) => code === "not_delivered").flatMap((error) => error.messageIds);
    await expect.poll(reported).toHaveLength(5);
    client.track({ userId: "u1", event: "Late" });
    expect(errors.at(-1)).toMatchObject({ code: "call_failed" });
  });

  test("await using delivers at the end of the block", async () => {
    {
      await using client = makeClient({ flushIntervalMs: 60_000 });
      trackMany(client, 3);
    }
    expect(server.events()).toHaveLength(3);
  });

  test("at most maxInFlight requests are open", async () => {
    let open = 0;
    let most = 0;
    // Nobody is answered before as many are open as may: how fast bodies are made has no say in it.
    const full = Promise.withResolvers<void>();
    server.fault = (response, request) => {
      most = Math.max(most, ++open);
      if (open >= 4) full.resolve();
      void full.promise.then(() =>
        setTimeout(() => {
          open--;
          server.acknowledge(response, request);
        }, 20),
      );
      return true;
    };
    const client = makeClient({ batchEvents: 10 });
    trackMany(client, 200);
    await client.flush();
    expect(server.events()).toHaveLength(200);
    expect(most).toBe(4);
  });

  const entry = new URL("./index.ts", import.meta.url).href;
  const script = (host: string, exitTimeoutMs: number) => `
    import { Rapport } from ${JSON.stringify(entry)};
    const client = new Rapport({ writeKey: "pk", host: ${JSON.stringify(host)}, flushIntervalMs: 60000, exitTimeoutMs: ${exitTimeoutMs},
      onError: (error) => console.log(error.code) });
    for (let i = 0; i < 100; i++) client.track({ userId: "u", event: "Event " + i });`;

  test("a process that ends naturally delivers its queue first", async () => {
    const end = await runProcess(script(server.host, 5_000));
    expect(end).toEqual({ code: 0, output: "" });
    expect(server.events()).toHaveLength(100);
  });

  test("a process that cannot deliver still ends, and says so", async () => {
    await server.stop();
    const end = await runProcess(script(server.host, 600));
    expect(end.code).toBe(0);
    expect(end.output.trim().split("\n")).toEqual(["delivery_delayed", "not_delivered"]);
  });
});

describe("questions", () => {
  const path = "/api/v1/recommendations/query";
  const answer = { decisionId: "dec_1", placement: "home", recommendations: [], degraded: [] };

  test("recommendations know of the events tracked just before", async () => {
    server.answers.set(path, { status: 200, body: answer });
    const client = makeClient({ flushIntervalMs: 60_000, secretKey: "sk_1" });
    trackMany(client, 2);
    expect(await client.getRecommendations({ userId: "u1", placement: "home" })).toEqual(answer);
    expect(server.requests.map((request) => request.path)).toEqual(["/v1/batch", path]);
    expect(server.requests[1]?.body).toEqual({ userId: "u1", placement: "home", after: "o2" });
    expect(server.requests[1]?.headers.authorization).toBe("Bearer sk_1");
  });

  test.each([
    ["an error", { status: 500, body: { detail: "broken" } }],
    ["another shape", { status: 200, body: [1] }],
    ["silence", undefined],
  ])("%s gives an empty answer within the budget", async (_name, fixed) => {
    if (fixed) server.answers.set(path, fixed);
    else server.fault = () => "left open";
    const client = makeClient();
    const got = await client.getRecommendations({ userId: "u1" }, { timeoutMs: 200 });
    expect(got).toEqual({ decisionId: "", placement: "default", recommendations: [], degraded: [] });
    expect(errors).toMatchObject([{ code: "request_failed" }]);
  });

  test("the segments of a person, of nobody, and without a key", async () => {
    const data = [{ id: "seg_1", name: "Loyal", enteredAt: "2026-01-05T12:00:00.000Z" }];
    server.answers.set("/api/v1/users/u%2F1/segments", { status: 200, body: { data } });
    server.answers.set("/api/v1/users/none/segments", { status: 404, body: { detail: "unknown" } });
    const client = makeClient({ secretKey: "sk_1" });
    expect(await client.getSegments("u/1")).toEqual(data);
    expect(await client.getSegments("none")).toBeUndefined();
    await expect(makeClient().getSegments("u1")).rejects.toThrow("getSegments needs the option secretKey");
  });

  test("what is expected of a person, of nobody, and an answer that is none", async () => {
    const answer = { userId: "u1", at: "2026-01-05T12:00:00.000Z", intents: [], nextActions: [] };
    server.answers.set("/api/v1/users/u1/intents", { status: 200, body: answer });
    server.answers.set("/api/v1/users/none/intents", { status: 404, body: { detail: "unknown" } });
    server.answers.set("/api/v1/users/odd/intents", { status: 200, body: { hello: "world" } });
    const client = makeClient({ secretKey: "sk_1" });
    expect(await client.getIntents("u1")).toEqual(answer);
    expect(await client.getIntents("none")).toBeUndefined();
    await expect(client.getIntents("odd")).rejects.toThrow("not the answer that was asked for");
    await expect(makeClient().getIntents("u1")).rejects.toThrow("getIntents needs the option secretKey");
  });

  test("a profile, no profile, no key and no permission", async () => {
    const profile = { id: "pro_1", identities: [], traits: { plan: "pro" } };
    server.answers.set("/api/v1/users/u%2F1", { status: 200, body: profile });
    server.answers.set("/api/v1/users/none", { status: 404, body: { detail: "unknown" } });
    server.answers.set("/api/v1/users/secret", { status: 403, body: { detail: "not yours" } });
    const client = makeClient({ secretKey: "sk_1" });
    expect(await client.getProfile("u/1")).toEqual(profile);
    expect(await client.getProfile("none")).toBeUndefined();
    await expect(client.getProfile("secret")).rejects.toMatchObject({ status: 403, message: "HTTP 403: not yours" });
    await expect(makeClient().getProfile("u1")).rejects.toThrow("secretKey");
  });
});
