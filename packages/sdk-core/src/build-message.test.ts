import { expect, test, vi } from "vitest";
import type { MessageOptions } from "./build-message.ts";
import { buildMessage } from "./build-message.ts";
import { newId } from "./new-id.ts";
import { newMessageId } from "./new-message-id.ts";
import { randomUuid } from "./random-uuid.ts";

const NOW_MS = 1_700_000_000_123;
const ZERO = "00000000-0000-4000-8000-000000000000";
const makers = { "mixed in place": () => newId(NOW_MS), "from a UUID": () => newMessageId(NOW_MS, randomUuid()) };
const build = (options: MessageOptions = {}) => buildMessage({ type: "track" }, options, NOW_MS, newId(NOW_MS));

test.each(Object.entries(makers))(
  "ids %s are UUIDs of version 7 that carry the time of the call and never repeat",
  (_, make) => {
    const ids = Array.from({ length: 2_000 }, make);
    expect(new Set(ids).size).toBe(2_000);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(1_700_000_000_123);
    }
  },
);

test("without crypto the ids keep their form", () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  const ids = Array.from({ length: 500 }, randomUuid);
  const messageIds = Array.from({ length: 500 }, makers["mixed in place"]);
  if (original) Object.defineProperty(globalThis, "crypto", original);
  expect(new Set(ids).size).toBe(500);
  expect(new Set(messageIds).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("what a page did to one source of chance, the other makes good", () => {
  const make = makers["mixed in place"];
  const drawn = vi.spyOn(crypto, "randomUUID").mockReturnValue(ZERO);
  expect(new Set(Array.from({ length: 500 }, make)).size).toBe(500);
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  expect(make()).toBe(make());
  drawn.mockRestore();
  expect(new Set(Array.from({ length: 500 }, make)).size).toBe(500);
  random.mockRestore();
});

test("a time may be a date, a text or a number, and one that cannot be read is the time of the call", () => {
  const times = [new Date(0), "2024-05-01T10:00:00+02:00", 5_000, "yesterday", undefined];
  expect(times.map((timestamp) => build({ timestamp }).originalTimestamp)).toEqual([
    "1970-01-01T00:00:00.000Z",
    "2024-05-01T08:00:00.000Z",
    "1970-01-01T00:00:05.000Z",
    "2023-11-14T22:13:20.123Z",
    "2023-11-14T22:13:20.123Z",
  ]);
});
