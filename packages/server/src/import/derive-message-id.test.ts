import { expect, test } from "vitest";
import { deriveMessageId } from "./derive-message-id.ts";

test("is a UUIDv8 of the content: the order of keys does not matter, everything else does", () => {
  const id = deriveMessageId({ type: "track", event: "A", properties: { a: 1, b: [1, { d: 1, c: 2 }] } });
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(deriveMessageId({ properties: { b: [1, { c: 2, d: 1 }], a: 1 }, event: "A", type: "track" })).toBe(id);
  const others = [
    { type: "track", event: "A", properties: { a: 1, b: [{ d: 1, c: 2 }, 1] } },
    { type: "track", event: "A", properties: { a: "1", b: [1, { d: 1, c: 2 }] } },
    { type: "track", event: "A", properties: { a: 1, b: [1, { d: 1, c: null }] } },
    { type: "track", event: "a", properties: { a: 1, b: [1, { d: 1, c: 2 }] } },
  ].map(deriveMessageId);
  expect(new Set([id, ...others]).size).toBe(5);
});

test("is the same on every machine and in every version", () => {
  expect(deriveMessageId({ b: "é", a: [true, null, 1.5] })).toBe("fc8c0eb2-c7f0-887c-819a-0e07e5e02e68");
});

test("an id that the record has is kept; an empty one is none", () => {
  expect(deriveMessageId({ messageId: "m-1", a: 1 })).toBe("m-1");
  expect(deriveMessageId({ messageId: 7 })).toBe("7");
  expect(deriveMessageId({ messageId: "", a: 1 })).toBe(deriveMessageId({ a: 1 }));
});

test("a record nested without end is refused, not a crash", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  expect(() => deriveMessageId({ deep })).toThrow(/deeper than 64/);
});
