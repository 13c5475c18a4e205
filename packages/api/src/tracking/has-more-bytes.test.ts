import fc from "fast-check";
import { expect, test } from "vitest";
import { hasMoreBytes } from "./has-more-bytes.ts";

test("says what the length of the JSON says, whatever the value and the limit", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(400), (value, limit) => {
      expect(hasMoreBytes(value, limit)).toBe(Buffer.byteLength(JSON.stringify(value)) > limit);
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ["control characters", "\u001f".repeat(100), 602],
  ["wide characters", "☕".repeat(100), 302],
  ["many small values", Array.from({ length: 100 }, () => 1), 201],
])("is exact at the limit: %s", (_what, value, bytes) => {
  expect(hasMoreBytes(value, bytes)).toBe(false);
  expect(hasMoreBytes(value, bytes - 1)).toBe(true);
});
