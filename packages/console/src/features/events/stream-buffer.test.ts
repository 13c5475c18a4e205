import { expect, test } from "vitest";
import type { StreamBuffer } from "./stream-buffer.ts";
import { addLive, addStored, emptyBuffer, MAX_ENTRIES, pauseBuffer, resumeBuffer } from "./stream-buffer.ts";
import { testEntry, testRejected } from "./test-entries.ts";

const keys = (buffer: StreamBuffer) => buffer.entries.map((entry) => entry.key);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => testEntry(from + index));

test("live arrivals stand newest first", () => {
  const buffer = addLive(addLive(emptyBuffer, range(1, 2)), range(3, 4));
  expect(keys(buffer)).toEqual(["m-4", "m-3", "m-2", "m-1"]);
});

test("an event that comes twice is shown once, whether live or stored", () => {
  let buffer = addLive(emptyBuffer, range(1, 3));
  buffer = addLive(buffer, [testEntry(2), testEntry(3), testEntry(4), testEntry(4)]);
  buffer = addStored(buffer, range(1, 4));
  expect(keys(buffer)).toEqual(["m-4", "m-3", "m-2", "m-1"]);
});

test("a page of stored events fills the hole that a break of the stream left", () => {
  const broken = addLive(addLive(emptyBuffer, range(1, 2)), range(6, 7));
  expect(keys(addStored(broken, range(1, 7).reverse()))).toEqual(["m-7", "m-6", "m-5", "m-4", "m-3", "m-2", "m-1"]);
});

test("a live event that comes late goes to its place by seq", () => {
  const buffer = addLive(addLive(emptyBuffer, [testEntry(1), testEntry(3)]), [testEntry(2), testEntry(4)]);
  expect(keys(buffer)).toEqual(["m-4", "m-3", "m-2", "m-1"]);
});

test("while paused the list stands still; resume inserts every arrival once", () => {
  let buffer = pauseBuffer(addLive(emptyBuffer, range(1, 2)));
  buffer = addLive(buffer, range(3, 500));
  buffer = addLive(buffer, [testEntry(400), testRejected("r-1"), testEntry(501)]);
  expect(keys(buffer)).toEqual(["m-2", "m-1"]);
  expect(buffer.held).toHaveLength(500);

  const resumed = resumeBuffer(buffer);
  expect(resumed.held).toEqual([]);
  expect(resumed.entries).toHaveLength(502);
  expect(keys(resumed).slice(0, 3)).toEqual(["m-501", "r-1", "m-500"]);
});

test("stored events fetched during a pause wait when they are newer, and go to their place when they are older", () => {
  const paused = pauseBuffer(addLive(emptyBuffer, range(5, 6)));
  const buffer = addStored(paused, [testEntry(8), testEntry(7), testEntry(4)]);
  expect(keys(buffer)).toEqual(["m-6", "m-5", "m-4"]);
  expect(keys(resumeBuffer(buffer))).toEqual(["m-8", "m-7", "m-6", "m-5", "m-4"]);
});

test("rejected messages keep the place they arrived at and are never taken for doubles of one another", () => {
  let buffer = addLive(emptyBuffer, [testEntry(1), testRejected("r-1"), testRejected("r-2"), testEntry(2)]);
  buffer = addStored(buffer, [testEntry(1), testEntry(2)]);
  expect(keys(buffer)).toEqual(["m-2", "r-2", "r-1", "m-1"]);
});

test("the oldest rows make room, and are counted", () => {
  const buffer = addLive(emptyBuffer, range(1, MAX_ENTRIES + 5));
  expect(buffer.entries).toHaveLength(MAX_ENTRIES);
  expect(buffer.trimmed).toBe(5);
  expect(buffer.entries.at(-1)?.key).toBe("m-6");
});

test("a buffer that does not change stays the same object, so that nothing renders", () => {
  const buffer = addLive(emptyBuffer, range(1, 2));
  expect(addLive(buffer, [testEntry(2)])).toBe(buffer);
  expect(addStored(buffer, range(1, 2))).toBe(buffer);
  expect(resumeBuffer(buffer)).toBe(buffer);
});
