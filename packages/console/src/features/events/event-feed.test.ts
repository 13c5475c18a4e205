import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveConnection } from "../../lib/sse.ts";
import { EventFeed, olderCursor, viewFloor } from "./event-feed.ts";
import { testEvent } from "./test-entries.ts";

/** Stands in for the browser's EventSource; the test plays the server. */
class FakeSource {
  static readonly CLOSED = 2;
  static last: FakeSource;
  readyState = 0;
  onopen: (() => void) | undefined;
  onerror: (() => void) | undefined;
  onmessage: ((message: { data: string }) => void) | undefined;
  constructor() {
    FakeSource.last = this;
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
  push(message: LiveMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let stored: StoredEvent[];
let failing: boolean;

/** `GET /api/v1/events` over `stored`, with `seq` as the cursor. */
function answer(url: string): Response {
  if (failing) return new Response("", { status: 503 });
  const query = new URL(url, "http://console.test").searchParams;
  const before = Number(query.get("cursor") ?? Number.POSITIVE_INFINITY);
  const matching = stored
    .filter((event) => event.seq < before && (!query.has("type") || event.type === query.get("type")))
    .sort((a, b) => b.seq - a.seq);
  const data = matching.slice(0, Number(query.get("limit")));
  return Response.json({ data, nextCursor: matching.length > data.length ? String(data.at(-1)?.seq) : null });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("fetch", async (url: string) => answer(url));
  stored = [];
  failing = false;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function startFeed() {
  const live = new LiveConnection("/api/v1/stream");
  const feed = new EventFeed(live);
  live.start();
  feed.start();
  return feed;
}
const settle = () => vi.advanceTimersByTimeAsync(100);
const store = (from: number, to: number) => {
  for (let seq = from; seq <= to; seq += 1) stored.push(testEvent(seq));
};
const pushStored = (from: number, to: number) => {
  store(from, to);
  for (let seq = from; seq <= to; seq += 1) FakeSource.last.push({ kind: "event", event: testEvent(seq) });
};
const shownSeqs = (feed: EventFeed) => {
  const floor = viewFloor(feed.read(), {});
  return feed
    .read()
    .buffer.entries.flatMap((entry) => (entry.kind === "event" && entry.event.seq >= floor ? [entry.event.seq] : []));
};
const descending = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

test("the newest hundred are there at once, older ones on demand, all once", async () => {
  store(1, 250);
  const feed = startFeed();
  await settle();
  FakeSource.last.onopen?.();
  await settle();
  expect(shownSeqs(feed)).toEqual(descending(250, 151));
  await feed.loadOlder({});
  await feed.loadOlder({});
  expect(shownSeqs(feed)).toEqual(descending(250, 1));
  expect(olderCursor(feed.read(), {})).toBeNull();
});

test("what was stored between the first answer and the opening of the stream is not missed", async () => {
  store(1, 5);
  const feed = startFeed();
  await settle();
  store(6, 8);
  FakeSource.last.onopen?.();
  pushStored(9, 10);
  await settle();
  expect(shownSeqs(feed)).toEqual(descending(10, 1));
});

test("a break of the stream leaves no hole, even when live events come before the catching up", async () => {
  store(1, 10);
  const feed = startFeed();
  FakeSource.last.onopen?.();
  await settle();
  FakeSource.last.onerror?.();
  store(11, 300);
  FakeSource.last.onopen?.();
  pushStored(301, 303);
  await settle();
  expect(shownSeqs(feed)).toEqual(descending(303, 1));
});

test("a catching up that failed is made good later, though live events went on meanwhile", async () => {
  store(1, 10);
  const feed = startFeed();
  FakeSource.last.onopen?.();
  await settle();
  FakeSource.last.onerror?.();
  store(11, 300);
  failing = true;
  FakeSource.last.onopen?.();
  await settle();
  pushStored(301, 303);
  await settle();
  failing = false;
  await feed.catchUp();
  expect(shownSeqs(feed)).toEqual(descending(303, 1));
});

test("an answer from before the stream was open does not count as the whole truth", async () => {
  store(1, 5);
  const feed = startFeed();
  await settle();
  store(6, 300);
  failing = true;
  FakeSource.last.onopen?.();
  await settle();
  pushStored(301, 302);
  await settle();
  failing = false;
  await feed.catchUp();
  expect(shownSeqs(feed)).toEqual(descending(302, 1));
});

test("after a break too long to catch up, the list starts anew and hides what lies beyond the gap until it is loaded", async () => {
  store(1, 10);
  const feed = startFeed();
  FakeSource.last.onopen?.();
  await settle();
  FakeSource.last.onerror?.();
  store(11, 3_000);
  FakeSource.last.onopen?.();
  await settle();
  expect(shownSeqs(feed)).toEqual(descending(3_000, 2_001));
  await feed.loadOlder({});
  expect(shownSeqs(feed)).toEqual(descending(3_000, 1_501));
});

test("a filter is asked of the server without tearing holes into the unfiltered list", async () => {
  store(1, 300);
  stored[4] = testEvent(5, { type: "identify" });
  const feed = startFeed();
  FakeSource.last.onopen?.();
  await settle();
  await feed.loadOlder({ type: "identify" });
  expect(feed.read().buffer.entries.some((entry) => entry.key === "m-5")).toBe(true);
  expect(viewFloor(feed.read(), { type: "identify" })).toBe(Number.NEGATIVE_INFINITY);
  expect(shownSeqs(feed)).toEqual(descending(300, 201));
});

test("when stored events cannot be had the error is told and live ones are still shown", async () => {
  failing = true;
  const feed = startFeed();
  FakeSource.last.onopen?.();
  await settle();
  expect(feed.read().error?.message).toContain("503");
  pushStored(1, 2);
  await settle();
  expect(shownSeqs(feed)).toEqual([2, 1]);
});
