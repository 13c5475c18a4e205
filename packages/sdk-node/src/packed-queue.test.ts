import type { ClientError } from "@rapport/sdk-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrackingServer } from "../test/tracking-server.ts";
import type { RapportOptions } from "./options.ts";
import { Rapport } from "./rapport.ts";
import { readMessageId } from "./read-message-id.ts";

const server = new TrackingServer();
const MIB = 1024 * 1024;
let errors: ClientError[] = [];
let client: Rapport;

beforeEach(async () => {
  server.messages.length = 0;
  errors = [];
  await server.start();
});
afterEach(async () => {
  await client.close({ timeoutMs: 0 });
  await server.stop();
});

function makeClient(options: Partial<RapportOptions> = {}): void {
  // A request under way when a test ends may still report: to the list of its own test.
  const own = errors;
  const onError = (error: ClientError) => own.push(error);
  client = new Rapport({ writeKey: "pk", host: server.host, retryMaxMs: 50, onError, ...options });
}

const name = (index: number) => `Ereignis ${index} ü🦊`;
function trackMany(count: number): void {
  for (let index = 0; index < count; index++) {
    client.track({ userId: "u1", event: name(index), properties: { text: "x".repeat(250) } });
  }
}

test("a burst of 30,000 calls in one go arrives whole and in the order of the calls", async () => {
  makeClient({ maxInFlight: 1 });
  trackMany(30_000);
  expect(client.stats()).toMatchObject({ queued: 30_000, pending: 30_000, dropped: 0 });
  await client.flush({ timeoutMs: 50_000 });
  expect(server.events()).toEqual(Array.from({ length: 30_000 }, (_, index) => name(index)));
  expect(server.messages).toHaveLength(30_000);
  expect(client.stats()).toMatchObject({ queued: 30_000, delivered: 30_000, pending: 0 });
  expect(errors).toEqual([]);
});

test.each([
  ["drop-oldest", name(29_999)],
  ["drop-newest", name(0)],
] as const)(
  "%s: a full queue is bounded in bytes, and every dropped event is reported once",
  async (overflow, kept) => {
    await server.stop();
    makeClient({ overflow, queueBytes: 5 * MIB });
    trackMany(30_000);
    const { queued, dropped, pending } = client.stats();
    expect(queued).toBe(30_000);
    expect(dropped).toBeGreaterThan(10_000);
    expect(dropped + pending).toBe(30_000);
    const reported = errors.filter((error) => error.code === "queue_full").flatMap((error) => error.messageIds);
    expect(new Set(reported).size).toBe(dropped);
    expect(reported).toHaveLength(dropped);
    await server.start();
    await client.flush({ timeoutMs: 50_000 });
    expect(server.events()).toHaveLength(pending);
    expect(server.events()).toContain(kept);
  },
);

test("dropped events are reported by their ids, long and strange ones too", async () => {
  await server.stop();
  makeClient({ queueBytes: 5 * MIB });
  const long = `${"long ".repeat(40)}"\\ü🦊`;
  for (let index = 0; index < 30_000; index++) {
    client.track({ userId: "u1", event: "E", messageId: `${index} ${long}`, properties: { text: "x".repeat(200) } });
  }
  const reported = errors.flatMap((error) => error.messageIds);
  expect(reported.length).toBeGreaterThan(10_000);
  expect(reported.every((id) => id.endsWith(long))).toBe(true);
  expect(new Set(reported).size).toBe(reported.length);
});

test("close reports what bytes it held, event by event", async () => {
  await server.stop();
  makeClient();
  trackMany(20_000);
  expect(await client.close({ timeoutMs: 0 })).toEqual({ undelivered: 20_000, spooled: 0 });
  const reported = () => errors.filter((error) => error.code === "not_delivered").flatMap((error) => error.messageIds);
  await expect.poll(() => new Set(reported()).size).toBe(20_000);
});

test("an event too large for the tracking API is refused while the queue is crowded, too", async () => {
  await server.stop();
  makeClient();
  trackMany(15_000);
  client.track({ userId: "u1", event: "x".repeat(40_000), messageId: "huge" });
  client.track({ userId: "u1", event: "Big", properties: { big: 1n }, messageId: "big" });
  expect(errors).toMatchObject([
    { code: "event_too_large", messageIds: ["huge"] },
    { code: "value_left_out", messageIds: ["big"] },
  ]);
});

test("a messageId is read without a parse, and right whatever a caller puts around it", () => {
  const message = (messageId: string, more: object) =>
    JSON.stringify({
      type: "track",
      ...more,
      context: { messageId: "context" },
      messageId,
      originalTimestamp: "2024-05-01T08:00:00.000Z",
    });
  for (const id of ["m-1", 'quote " and \\', "\n", "ü🦊", ""]) {
    expect(readMessageId(message(id, { properties: { messageId: "inner", text: '"messageId":"no"' } }))).toBe(id);
  }
  expect(readMessageId("{")).toBeUndefined();
  expect(readMessageId('{"messageId":"x"}')).toBe("x");
});
