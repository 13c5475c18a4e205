import { gzipSync } from "node:zlib";
import { problemSchema } from "@rapport/contracts/errors";
import { eventPageSchema } from "@rapport/contracts/events";
import { LIMITS } from "@rapport/contracts/limits";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { identifyMessage, trackMessage } from "@rapport/testkit/factories/messages";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import { composeTestServer, steadyRoom } from "@rapport/testkit/server/compose-test-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdBytes } from "../../test/hold-bytes.ts";

let server: TestServer;
beforeAll(async () => {
  server = await composeTestServer(steadyRoom());
});
afterAll(() => server.close());

const answerOf = async (response: Response) => {
  expect(response.status).toBe(200);
  return trackingAnswerSchema.parse(await response.json());
};
const problemOf = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return problemSchema.parse(await response.json());
};

/** Names of the stored events of one device, the oldest first. */
async function storedNames(anonymousId: string, offset: string): Promise<string[]> {
  await server.settle(offset);
  const response = await server.ask("/api/v1/events?limit=500", { key: server.secretKey });
  const { data } = eventPageSchema.parse(await response.json());
  return data.flatMap((event) => (event.anonymousId === anonymousId ? [event.name] : [])).reverse();
}

/** Sends a raw batch of the given messages' JSON, with a good neighbour on each side. */
async function sendBetween(device: string, messageJson: string) {
  const neighbour = (event: string) => JSON.stringify(trackMessage({ event, anonymousId: device }));
  const body = `{"batch":[${neighbour("before")},${messageJson},${neighbour("after")}]}`;
  return server.ask("/v1/batch", { key: server.writeKey, body });
}

describe("keys", () => {
  const message = () => trackMessage({ anonymousId: "keys" });
  const basic = (user: string) => `Basic ${Buffer.from(`${user}:`).toString("base64")}`;

  test("a write key is taken as Basic user name, as Bearer, from the body and from the query", async () => {
    const { writeKey } = server;
    const forms = [
      { path: "/v1/track", headers: { authorization: basic(writeKey) }, body: message() },
      { path: "/v1/track", headers: { authorization: `Bearer ${writeKey}` }, body: message() },
      { path: "/v1/track", body: { ...message(), writeKey } },
      { path: `/beacon/v1/batch?writeKey=${writeKey}`, body: { batch: [message()] } },
    ];
    for (const { path, ...request } of forms) {
      expect(await answerOf(await server.ask(path, request))).toMatchObject({ accepted: 1, durability: "disk" });
    }
  });

  test("a key in the body never ends up in the stored event", async () => {
    const anonymousId = "key-in-body";
    const body = { ...trackMessage({ anonymousId }), writeKey: server.writeKey };
    const { offset } = await answerOf(await server.ask("/v1/track", { body }));
    await server.settle(offset);
    const page = await (await server.ask("/api/v1/events", { key: server.secretKey })).text();
    expect(page).toContain(anonymousId);
    expect(page).not.toContain(server.writeKey);
  });

  test.each([
    ["no key", {}],
    ["an unknown key", { authorization: "Bearer pk_nobody" }],
    ["an empty Basic user name", { authorization: basic("") }],
    ["a secret as the Basic password only", { authorization: `Basic ${Buffer.from(":sk_x").toString("base64")}` }],
    ["Basic that is no Base64", { authorization: "Basic ***" }],
    ["a scheme without credentials", { authorization: "Bearer" }],
  ])("%s is 401 and says how to send one", async (_name, headers) => {
    const response = await server.ask("/v1/track", { headers, body: message() });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(`Bearer realm="Rapport"`);
    expect((await problemOf(response)).code).toBe("unauthorized");
  });

  test("the key is checked before the body is read", async () => {
    const response = await server.ask("/v1/batch", { key: "pk_nobody", body: "{ not json" });
    expect(response.status).toBe(401);
  });

  test("a write key may not import; a secret key may, and its times are taken as they are", async () => {
    const batch = [
      trackMessage({ anonymousId: "import", event: "Old", originalTimestamp: "2019-03-01T10:00:00.000Z" }),
    ];
    const sentAt = "2025-01-01T00:00:00.000Z";
    const refused = await server.ask("/v1/import", { key: server.writeKey, body: { batch, sentAt } });
    expect(refused.status).toBe(403);
    const { offset } = await answerOf(
      await server.ask("/v1/import", { key: server.secretKey, body: { batch, sentAt } }),
    );
    await server.settle(offset);
    const response = await server.ask("/api/v1/events?name=Old", { key: server.secretKey });
    expect(eventPageSchema.parse(await response.json()).data).toMatchObject([
      { timestamp: "2019-03-01T10:00:00.000Z" },
    ]);
  });
});

describe("the body", () => {
  test("is read as JSON whatever its Content-Type says", async () => {
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded", ""]) {
      const body = JSON.stringify(trackMessage({ anonymousId: "types" }));
      const response = await server.ask("/v1/track", {
        key: server.writeKey,
        headers: { "content-type": type },
        body,
      });
      expect(await answerOf(response)).toMatchObject({ accepted: 1 });
    }
  });

  test("is inflated when it says gzip", async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify({ batch: [trackMessage({ anonymousId: "gzip" })] })));
    const headers = { "content-encoding": "gzip", "content-type": "text/plain" };
    expect(await answerOf(await server.ask("/v1/b", { key: server.writeKey, headers, body }))).toMatchObject({
      accepted: 1,
    });
  });

  const bomb = new Uint8Array(gzipSync(Buffer.alloc(200 * 1024 * 1024, " ")));
  test.each<[string, number, string, Uint8Array | string, Record<string, string>]>([
    ["malformed JSON", 400, "malformed_json", '{"batch": [', {}],
    ["nothing", 400, "malformed_json", "", {}],
    ["bytes that are no text", 400, "malformed_json", Uint8Array.of(0xff, 0xfe, 0x00, 0x80), {}],
    ["gzip that is cut short", 400, "malformed_json", gzipBytes("{}").slice(0, -6), { "content-encoding": "gzip" }],
    ["text labelled gzip", 400, "malformed_json", "{}", { "content-encoding": "gzip" }],
    ["a gzip bomb", 413, "body_too_large", bomb, { "content-encoding": "gzip" }],
    ["an encoding that is not known", 415, "unsupported_encoding", "{}", { "content-encoding": "br" }],
    ["two encodings", 415, "unsupported_encoding", "{}", { "content-encoding": "gzip, gzip" }],
    ["an array", 400, "invalid_body", "[]", {}],
    ["null", 400, "invalid_body", "null", {}],
    ["a number", 400, "invalid_body", "1e400", {}],
    ["an array 6,000 deep", 400, "invalid_body", deepArray(6_000), {}],
    ["an array a million deep", 400, "invalid_body", deepArray(1_000_000), {}],
    ["no batch", 400, "invalid_body", "{}", {}],
    ["a batch that is an object", 400, "invalid_body", '{"batch":{}}', {}],
    ["an empty batch", 400, "invalid_body", '{"batch":[]}', {}],
    ["too many messages", 413, "body_too_large", `{"batch":[${"1,".repeat(LIMITS.batchEvents)}1]}`, {}],
    ["too many bytes", 413, "body_too_large", `{"batch":[],"x":"${"x".repeat(LIMITS.bodyBytes)}"}`, {}],
  ])("that is %s is refused with %i %s", async (_name, status, code, body, headers) => {
    const response = await server.ask("/v1/batch", { method: "POST", key: server.writeKey, headers, body });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  test("without a length is read to the limit and no further", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
        if (pulled > 4 * LIMITS.bodyBytes) controller.close();
      },
    });
    const refused = await server.ask("/v1/batch", { key: server.writeKey, body: endless });
    expect(refused.status).toBe(413);
    expect(pulled).toBeLessThan(2 * LIMITS.bodyBytes);
    const text = JSON.stringify({ batch: [trackMessage({ anonymousId: "chunked" })] });
    const chunks = new Blob([text.slice(0, 40), text.slice(40)]).stream();
    expect(await answerOf(await server.ask("/v1/batch", { key: server.writeKey, body: chunks }))).toMatchObject({
      accepted: 1,
    });
  });

  test("is refused before it is read when too many bytes are in flight, and taken again afterwards", async () => {
    const letGo = await holdBytes(server);
    const body = trackMessage({ anonymousId: "overload" });
    const refused = await server.ask("/v1/track", { key: server.writeKey, body });
    expect(refused.headers.get("retry-after")).toMatch(/^[1-5]$/);
    expect(await problemOf(refused)).toMatchObject({ code: "overloaded" });
    await letGo();
    expect(await answerOf(await server.ask("/v1/track", { key: server.writeKey, body }))).toMatchObject({
      accepted: 1,
    });
  });

  test("is never answered with a 5xx, whatever bytes it has", async () => {
    const base = JSON.stringify({ batch: [trackMessage(), identifyMessage()] });
    for (let cut = 0; cut < base.length; cut += 7) {
      const mutated = base.slice(0, cut) + String.fromCharCode((cut * 31) % 128) + base.slice(cut + 1);
      for (const body of [base.slice(0, cut), mutated]) {
        const { status } = await server.ask("/v1/batch", { method: "POST", key: server.writeKey, body });
        expect(status, body).toBeLessThan(500);
      }
    }
  });
});

describe("one bad message", () => {
  const big = (length: number) => "x".repeat(length);
  const track = (properties: string) =>
    `{"type":"track","event":"Bad","messageId":"bad","anonymousId":"a","properties":${properties}}`;
  const manyKeys = JSON.stringify(Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`k${i}`, i])));
  const wide = JSON.stringify(Array.from({ length: 5 }, () => big(8_000)));

  test.each([
    ["a NUL in a text", track('{"a":{"b":"x\\u0000"}}'), "invalid_text", "/properties/a/b"],
    ["a NUL in a key", track('{"a\\u0000":1}'), "invalid_text", "/properties/a\0"],
    ["half a surrogate pair", track('{"a":["ok","\\ud83d"]}'), "invalid_text", "/properties/a/1"],
    ["half a surrogate pair in a key", track('{"\\udc00":1}'), "invalid_text", "/properties/\uFFFD"],
    ["__proto__", track('{"a":{"__proto__":{"admin":true}}}'), "forbidden_key", "/properties/a/__proto__"],
    ["constructor", track('{"constructor":1}'), "forbidden_key", "/properties/constructor"],
    [
      "__proto__ at the top",
      '{"type":"track","event":"Bad","anonymousId":"a","__proto__":{}}',
      "forbidden_key",
      "/__proto__",
    ],
    ["1e400", track('{"price":1e400}'), "not_finite", "/properties/price"],
    ["an array 6,000 deep", track(deepArray(6_000)), "too_deep", `/properties${"/0".repeat(31)}`],
    ["256 keys in one object", track(manyKeys), "too_many_keys", "/properties"],
    ["a text of 8,193 characters", track(`{"a":"${big(8_193)}"}`), "too_long", "/properties/a"],
    ["more than 32 KB", track(`{"a":${wide}}`), "event_too_large", ""],
    ["a key with a slash and a tilde", track('{"a/b~c":1e400}'), "not_finite", "/properties/a~1b~0c"],
    ["properties that are an array", track("[]"), "wrong_type", "/properties"],
    ["properties that are a text", track('"x"'), "wrong_type", "/properties"],
    ["context that is a number", '{"type":"page","anonymousId":"a","context":1}', "wrong_type", "/context"],
    ["traits that are true", '{"type":"identify","userId":"u","traits":true}', "wrong_type", "/traits"],
    ["no type", '{"event":"Bad","anonymousId":"a"}', "unknown_type", "/type"],
    ["an unknown type", '{"type":"Track","event":"Bad","anonymousId":"a"}', "unknown_type", "/type"],
    ["no event name", '{"type":"track","anonymousId":"a"}', "missing_field", "/event"],
    ["an event name that is a number", '{"type":"track","event":5,"anonymousId":"a"}', "wrong_type", "/event"],
    [
      "an event name of 201 characters",
      `{"type":"track","event":"${big(201)}","anonymousId":"a"}`,
      "too_long",
      "/event",
    ],
    ["no id at all", '{"type":"track","event":"Bad"}', "missing_field", "/userId"],
    ["empty ids", '{"type":"track","event":"Bad","userId":"","anonymousId":"  "}', "missing_field", "/userId"],
    ["a userId that is an object", '{"type":"track","event":"Bad","userId":{}}', "wrong_type", "/userId"],
    ["a userId of 256 characters", `{"type":"track","event":"Bad","userId":"${big(256)}"}`, "too_long", "/userId"],
    ["the userId null in quotes", '{"type":"identify","userId":"null"}', "reserved_id", "/userId"],
    ["a messageId that is true", '{"type":"page","anonymousId":"a","messageId":true}', "wrong_type", "/messageId"],
    ["a time that is none", '{"type":"page","anonymousId":"a","timestamp":"soon"}', "invalid_value", "/timestamp"],
    ["a time before 1970", '{"type":"page","anonymousId":"a","timestamp":-1}', "invalid_value", "/timestamp"],
    [
      "a time after 9999",
      '{"type":"page","anonymousId":"a","sentAt":"+012345-01-01T00:00:00Z"}',
      "invalid_value",
      "/sentAt",
    ],
    ["a group without its id", '{"type":"group","anonymousId":"a"}', "missing_field", "/groupId"],
    ["an alias without the id before", '{"type":"alias","userId":"u"}', "missing_field", "/previousId"],
    ["a category that is a number", '{"type":"page","anonymousId":"a","category":5}', "wrong_type", "/category"],
    ["null", "null", "not_an_object", ""],
    ["an array", "[]", "not_an_object", ""],
    ["a text", '"track"', "not_an_object", ""],
  ])("with %s is rejected by name and place; its neighbours are stored", async (name, json, code, path) => {
    const device = `between ${name}`;
    const answer = await answerOf(await sendBetween(device, json));
    expect(answer).toMatchObject({ accepted: 2, duplicates: 0, rejected: [{ index: 1, code, path }] });
    expect(answer.rejected[0]?.message).not.toBe("");
    expect(await storedNames(device, answer.offset)).toEqual(["before", "after"]);
    const alone = await server.ask("/v1/batch", { key: server.writeKey, body: `{"batch":[${json}]}` });
    expect(alone.status).toBe(400);
    expect(await problemOf(alone)).toMatchObject({ code: "nothing_valid", errors: [{ pointer: `/batch/0${path}` }] });
  });

  test("on a path that names another type is rejected, not counted as something it is not", async () => {
    const response = await server.ask("/v1/track", { key: server.writeKey, body: identifyMessage({ event: "x" }) });
    expect(await problemOf(response)).toMatchObject({ status: 400, errors: [{ pointer: "/type" }] });
  });

  test("leaves no trace on any prototype", async () => {
    await answerOf(await sendBetween("prototype", track('{"__proto__":{"polluted":true}}')));
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("what is accepted", () => {
  test("events named like members of an object are counted by their names", async () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "__proto__"];
    const batch = names.map((event) => trackMessage({ event, userId: "odd-names" }));
    const { offset } = await answerOf(await server.send(batch));
    await server.settle(offset);
    const response = await server.ask("/api/v1/users/odd-names", { key: server.secretKey });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"__proto__":2');
  });

  test("a message sent twice in one batch counts once; sent again later it is not stored again", async () => {
    const message = trackMessage({ anonymousId: "twice" });
    const first = await answerOf(await server.send([message, message]));
    expect(first).toMatchObject({ accepted: 1, duplicates: 1 });
    const second = await answerOf(await server.send([message]));
    expect(await storedNames("twice", second.offset)).toEqual([message.event]);
  });

  test("a page whose URL hides a NUL is stored, without it", async () => {
    const context = { page: { url: "https://shop.example/?utm_source=a%00b" } };
    const { offset } = await answerOf(await server.send([trackMessage({ userId: "nul-in-url", context })]));
    await server.settle(offset);
    const response = await server.ask("/api/v1/users/nul-in-url", { key: server.secretKey });
    expect(await response.json()).toMatchObject({ firstTouch: { source: "ab" } });
  });

  test("a wrong device clock is corrected by its own difference", async () => {
    const hourMs = 3_600_000;
    const ahead = (ms: number) => new Date(Date.now() + 24 * hourMs + ms).toISOString();
    const [originalTimestamp, sentAt] = [ahead(-hourMs), ahead(0)];
    const message = trackMessage({ anonymousId: "clock", event: "Clock", originalTimestamp });
    const body = { batch: [message], sentAt };
    const { offset } = await answerOf(await server.ask("/v1/batch", { key: server.writeKey, body }));
    await server.settle(offset);
    const response = await server.ask("/api/v1/events?name=Clock", { key: server.secretKey });
    const [event] = eventPageSchema.parse(await response.json()).data;
    const arrivedMs = Date.parse(event?.receivedAt ?? "");
    expect(arrivedMs - Date.parse(event?.timestamp ?? "")).toBe(Date.parse(sentAt) - Date.parse(originalTimestamp));
  });

  test("a time in the future is moved to the arrival, and the stored event says so", async () => {
    const originalTimestamp = new Date(Date.now() + 3_600_000).toISOString();
    const { offset } = await answerOf(await server.send([trackMessage({ event: "Tomorrow", originalTimestamp })]));
    await server.settle(offset);
    const response = await server.ask("/api/v1/events?name=Tomorrow", { key: server.secretKey });
    const [event] = eventPageSchema.parse(await response.json()).data;
    expect(event).toMatchObject({ originalTimestamp, enrichment: { flags: { time: "future" } } });
    expect(event?.timestamp).toBe(event?.receivedAt);
  });

  test("what a batch says for all its messages reaches each; what a message says itself wins", async () => {
    const batch = [
      trackMessage({ event: "Shared", context: { locale: "de-DE", page: { path: "/own" } } }),
      trackMessage({ event: "Shared" }),
    ];
    const body = { batch, context: { locale: "en-GB", app: { name: "shop" } }, integrations: { All: false } };
    const { offset } = await answerOf(await server.ask("/v1/batch", { key: server.writeKey, body }));
    await server.settle(offset);
    const response = await server.ask("/api/v1/events?name=Shared", { key: server.secretKey });
    const payloads = eventPageSchema.parse(await response.json()).data.map(({ payload }) => payload);
    expect(payloads).toHaveLength(2);
    for (const payload of payloads) expect(payload).toMatchObject({ integrations: { All: false } });
    expect(payloads.map(({ context }) => context)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ locale: "de-DE", page: { path: "/own" }, app: { name: "shop" } }),
        expect.objectContaining({ locale: "en-GB", app: { name: "shop" } }),
      ]),
    );
  });

  test("a small body cannot ask for a large log: what is shared counts once for each message", async () => {
    const batch = Array.from({ length: 1_000 }, () => trackMessage());
    const send = (context: unknown) => server.ask("/v1/batch", { key: server.writeKey, body: { batch, context } });
    const refused = await send({ note: "x".repeat(8_000) });
    expect(refused.status).toBe(413);
    expect(await problemOf(refused)).toMatchObject({ errors: [{ pointer: "/context" }] });
    expect(await problemOf(await send("x"))).toMatchObject({ status: 400, errors: [{ pointer: "/context" }] });
    expect(await problemOf(await send({ a: "\0" }))).toMatchObject({
      status: 400,
      errors: [{ pointer: "/context/a" }],
    });
  });

  test("the documents that official clients fetch first, and their metrics, are answered", async () => {
    const settings = await (await server.ask("/v1/projects/pk_x/settings")).json();
    expect(settings).toMatchObject({ integrations: { "Segment.io": { apiKey: "pk_x" } } });
    expect((await server.ask("/sourceConfig?writeKey=pk_x")).status).toBe(200);
    expect((await server.ask("/v1/m", { body: {} })).status).toBe(200);
  });
});

function gzipBytes(text: string): Uint8Array {
  return new Uint8Array(gzipSync(text));
}

function deepArray(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
