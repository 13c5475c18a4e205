import { describe, expect, test } from "vitest";
import { TestBench } from "../test/test-bench.ts";

const names = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

describe("batches", () => {
  test("events wait for the interval and leave together, with sentAt and the write key", async () => {
    const bench = new TestBench();
    bench.track("a", "b");
    await bench.advance(99);
    expect(bench.requests).toEqual([]);
    await bench.advance(1);
    expect(bench.requests).toMatchObject([
      { ids: ["a", "b"], body: { writeKey: "pk", sentAt: "1970-01-01T00:00:01.100Z" } },
    ]);
  });

  test("a full batch leaves at once and the rest waits", async () => {
    const bench = new TestBench({ flushAt: 3, batchEvents: 3 });
    bench.track(...names(4));
    await bench.advance(0);
    expect(bench.requests.map((request) => request.ids)).toEqual([["m0", "m1", "m2"]]);
    await bench.advance(100);
    expect(bench.requests.map((request) => request.ids)).toEqual([["m0", "m1", "m2"], ["m3"]]);
  });

  test("a batch is bounded in UTF-8 bytes of its body", async () => {
    const bench = new TestBench({ batchBytes: 2_000 });
    for (const id of names(20)) bench.track({ messageId: id, event: "ü".repeat(50) });
    await bench.delivery.flush(50);
    expect(bench.requests.length).toBeGreaterThan(1);
    for (const { text } of bench.requests) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
    expect(bench.requests.flatMap((request) => request.ids)).toEqual(names(20));
  });

  test("enough bytes start a request before enough events do", async () => {
    const bench = new TestBench({ batchBytes: 2_000, flushAt: 1_000 });
    for (const id of names(6)) bench.track({ messageId: id, event: "x".repeat(400) });
    await bench.advance(0);
    expect(bench.requests.length).toBeGreaterThan(0);
  });

  test("an idle client holds no timer", async () => {
    const bench = new TestBench();
    bench.track("a");
    await bench.advance(1_000);
    expect(bench.timers).toBe(0);
  });
});

describe("poison and limits", () => {
  test("a BigInt, a cycle and a throwing getter are repaired alone, and neighbours are untouched", async () => {
    const bench = new TestBench();
    const loop: Record<string, unknown> = { name: "loop" };
    loop.self = loop;
    const properties = {
      big: 12n,
      loop,
      get angry() {
        throw new Error("no");
      },
      at: new Date(0),
      list: [1n, undefined, loop],
    };
    bench.track("before");
    bench.track({ messageId: "bad", event: "Bad", properties });
    bench.track("after");
    await bench.advance(100);
    const [request] = bench.requests;
    expect(request?.ids).toEqual(["before", "bad", "after"]);
    expect(request?.body.batch[1]?.properties).toEqual({
      big: "12",
      loop: { name: "loop" },
      at: "1970-01-01T00:00:00.000Z",
      list: ["1", null, { name: "loop" }],
    });
    expect(bench.errors).toMatchObject([{ code: "value_left_out", messageIds: ["bad"] }]);
  });

  test("nesting that overflows the stack is cut off", async () => {
    const bench = new TestBench();
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { deep };
    bench.track({ messageId: "deep", event: "Deep", properties: { deep } });
    await bench.advance(100);
    expect(bench.requests[0]?.ids).toEqual(["deep"]);
  });

  test("an own __proto__ key stays data", async () => {
    const bench = new TestBench();
    const properties = JSON.parse('{"__proto__": {"admin": true}}');
    properties.big = 1n;
    bench.track({ messageId: "p", event: "P", properties });
    await bench.advance(100);
    expect(bench.requests[0]?.text).toContain('"__proto__":{"admin":true}');
  });

  test("an event over the byte limit is refused by its UTF-8 size and reported; its neighbours go", async () => {
    const bench = new TestBench({ eventBytes: 1_000 });
    bench.track("a");
    bench.track({ messageId: "huge", event: "ü".repeat(500) });
    await bench.advance(100);
    expect(bench.requests[0]?.ids).toEqual(["a"]);
    expect(bench.errors).toMatchObject([{ code: "event_too_large", messageIds: ["huge"] }]);
    expect(bench.delivery.stats).toMatchObject({ queued: 2, delivered: 1, dropped: 1 });
  });

  test("the message is what it was at the call, whatever happens to the object later", async () => {
    const bench = new TestBench();
    const properties = { price: 1 };
    bench.track({ messageId: "a", event: "A", properties });
    properties.price = 2;
    await bench.advance(100);
    expect(bench.requests[0]?.body.batch[0]?.properties).toEqual({ price: 1 });
  });

  test("bytes bound the queue too, and batches in flight count", async () => {
    const bench = new TestBench({ queueBytes: 1_000, eventBytes: 900 });
    bench.hold();
    bench.track({ messageId: "flying", event: "x".repeat(500) });
    await bench.advance(100);
    bench.track({ messageId: "no room", event: "x".repeat(500) });
    expect(bench.errors).toMatchObject([{ code: "queue_full", messageIds: ["no room"] }]);
    expect(bench.delivery.stats).toMatchObject({ pending: 1, dropped: 1 });
  });

  test("a handler that throws changes nothing", async () => {
    const bench = new TestBench({
      eventBytes: 300,
      onError: () => {
        throw new Error("host bug");
      },
    });
    expect(() => bench.track({ messageId: "huge", event: "x".repeat(400) })).not.toThrow();
    bench.track("a");
    await bench.advance(100);
    expect(bench.delivery.stats.delivered).toBe(1);
  });
});

describe("failures", () => {
  test.each([0, 408, 425, 429, 500, 502, 503])("status %d: the same messages again", async (status) => {
    const bench = new TestBench();
    bench.answers.push({ status, text: "" });
    bench.track("a", "b");
    await bench.advance(2_000);
    expect(bench.requests.map((request) => request.ids)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(bench.errors).toMatchObject([{ code: "delivery_delayed" }]);
    expect(bench.delivery.stats).toMatchObject({ delivered: 2, retries: 1, pending: 0 });
  });

  test.each([400, 401, 403, 404, 410, 422])("status %d: dropped, reported, not repeated", async (status) => {
    const bench = new TestBench();
    bench.answers.push({ status, text: '{"detail":"why"}' });
    bench.track("a", "b");
    await bench.advance(60_000);
    expect(bench.requests).toHaveLength(1);
    expect(bench.errors).toMatchObject([{ code: "batch_refused", status, message: "why", messageIds: ["a", "b"] }]);
    expect(bench.delivery.stats).toMatchObject({ dropped: 2, pending: 0 });
  });

  test("413 halves the batch; a single event that is too large is dropped", async () => {
    const bench = new TestBench();
    bench.answers.push({ status: 413, text: "" }, { status: 413, text: "" });
    bench.track(...names(4));
    await bench.advance(100);
    expect(bench.requests.map((request) => request.ids.length)).toEqual([4, 2, 2, 1, 1]);
    const single = new TestBench();
    single.answers.push({ status: 413, text: "" });
    single.track("a");
    await single.advance(100);
    expect(single.errors).toMatchObject([{ code: "batch_refused" }]);
  });

  test("events that the server rejects are reported one by one and count as rejected", async () => {
    const bench = new TestBench();
    const rejected = [{ index: 1, messageId: "b", code: "missing_field", path: "/event", message: "event is missing" }];
    bench.answers.push({ status: 200, text: JSON.stringify({ success: true, offset: "o1", rejected }) });
    bench.track("a", "b", "c");
    await bench.advance(100);
    expect(bench.errors).toEqual([
      {
        code: "event_rejected",
        message: "missing_field at /event: event is missing",
        messageIds: ["b"],
        rejected: rejected[0],
      },
    ]);
    expect(bench.delivery.stats).toMatchObject({ delivered: 2, rejected: 1, dropped: 0, pending: 0 });
    expect(bench.delivery.offset).toBe("o1");
  });

  test.each(["", "OK", '{"success":true}', '{"rejected":7}', '{"rejected":[null,{"index":9}]}'])(
    "another server's answer %j is an acknowledgement",
    async (text) => {
      const bench = new TestBench();
      bench.answers.push({ status: 200, text });
      bench.track("a");
      await bench.advance(10_000);
      expect(bench.requests).toHaveLength(1);
      expect(bench.delivery.stats).toMatchObject({ delivered: 1, rejected: 0 });
    },
  );

  test.each(["<html>", '{"success":tr'])("half an answer or a portal's page (%j) is none", async (text) => {
    const bench = new TestBench();
    bench.answers.push({ status: 200, text });
    bench.track("a");
    await bench.advance(10_000);
    expect(bench.requests).toHaveLength(2);
  });

  test("one circuit: however many batches wait, one probe at a time goes out until the server answers", async () => {
    const bench = new TestBench({ flushAt: 1, batchEvents: 1, maxInFlight: 4 });
    bench.fallback = { status: 503, text: "" };
    bench.track(...names(50));
    await bench.advance(0);
    expect(bench.requests).toHaveLength(4);
    await bench.advance(10_000);
    // Full jitter with random() = 0.5: waits of 100, 200, 400 and then 500 ms, half of the longest.
    expect(bench.requests.length).toBeGreaterThan(15);
    expect(bench.requests.length).toBeLessThan(30);
    expect(bench.mostInFlightSince(4)).toBe(1);
    bench.fallback = undefined;
    await bench.advance(5_000);
    expect(bench.delivery.stats).toMatchObject({ delivered: 50, pending: 0 });
  });

  test("a wait that ends while the client looks at the clock is followed by a repeat like any other", async () => {
    // The wait after the failure is 100 ms; what one look takes decides between which two of them it ends.
    for (let lookMs = 1; lookMs <= 110; lookMs++) {
      const bench = new TestBench();
      bench.answers.push({ status: 503, text: "" });
      bench.lookMs = lookMs;
      bench.track("a");
      await bench.advance(5_000);
      expect(bench.delivery.stats, `${lookMs} ms a look`).toMatchObject({ delivered: 1, retries: 1, pending: 0 });
    }
  });

  test("Retry-After pauses the whole client, and not even a flush breaks it", async () => {
    const bench = new TestBench();
    bench.answers.push({ status: 429, retryAfter: "7", text: "" });
    bench.track("a");
    await bench.advance(100);
    bench.track("b");
    void bench.delivery.flush(1_000);
    await bench.advance(6_999);
    expect(bench.requests).toHaveLength(1);
    await bench.advance(1_000);
    expect(bench.requests.map((request) => request.ids)).toEqual([["a"], ["a", "b"]]);
  });

  test("a success of a request that left earlier does not cancel a Retry-After", async () => {
    const bench = new TestBench({ flushAt: 1, batchEvents: 1 });
    bench.answers.push({ status: 429, retryAfter: "5", text: "" });
    bench.track("a", "b");
    await bench.advance(0);
    expect(bench.requests).toHaveLength(2);
    await bench.advance(4_900);
    expect(bench.requests).toHaveLength(2);
    await bench.advance(1_000);
    expect(bench.requests).toHaveLength(3);
  });

  test("a date in Retry-After is read, and a day's pause is cut to five minutes", async () => {
    const dated = new TestBench();
    dated.answers.push({ status: 503, retryAfter: new Date(31_000).toUTCString(), text: "" });
    dated.track("a");
    await dated.advance(29_000);
    expect(dated.requests).toHaveLength(1);
    await dated.advance(3_000);
    expect(dated.requests).toHaveLength(2);
    const long = new TestBench();
    long.answers.push({ status: 503, retryAfter: "86400", text: "" });
    long.track("a");
    await long.advance(301_000);
    expect(long.requests).toHaveLength(2);
  });
});

describe("flush and stop", () => {
  test("flush resolves when what was queued before it is settled, not what came later", async () => {
    const bench = new TestBench();
    bench.hold();
    bench.track("a");
    let done = false;
    void bench.delivery.flush(60_000).then(() => {
      done = true;
    });
    bench.track("b");
    await bench.advance(10);
    expect(done).toBe(false);
    bench.releaseFirst();
    await bench.advance(0);
    expect(done).toBe(true);
    expect(bench.delivery.stats.pending).toBe(1);
  });

  test("flush gives up after its budget, and events are tried again all the same", async () => {
    const bench = new TestBench();
    bench.fallback = { status: 0, text: "" };
    bench.track("a");
    let done = false;
    void bench.delivery.flush(300).then(() => {
      done = true;
    });
    await bench.advance(299);
    expect(done).toBe(false);
    await bench.advance(1);
    expect(done).toBe(true);
    bench.fallback = undefined;
    await bench.advance(5_000);
    expect(bench.delivery.stats.delivered).toBe(1);
  });

  test("hurry ends a wait of our own choice", async () => {
    const bench = new TestBench({ retryBaseMs: 60_000, retryMaxMs: 60_000 });
    bench.answers.push({ status: 0, text: "" });
    bench.track("a");
    await bench.advance(200);
    bench.delivery.hurry();
    await bench.advance(0);
    expect(bench.delivery.stats.delivered).toBe(1);
  });

  test("stop reports what waits, and what fails in flight afterwards", async () => {
    const bench = new TestBench();
    bench.hold();
    bench.track("flying");
    await bench.advance(100);
    bench.track("waiting");
    bench.delivery.stop();
    expect(bench.errors).toMatchObject([{ code: "not_delivered", messageIds: ["waiting"] }]);
    bench.releaseFirst({ status: 503, text: "" });
    await bench.advance(60_000);
    expect(bench.errors.at(-1)).toMatchObject({ code: "not_delivered", messageIds: ["flying"] });
    expect(bench.requests).toHaveLength(1);
    expect(bench.delivery.stats).toMatchObject({ queued: 2, dropped: 2, pending: 0 });
  });
});
