import { LIMITS } from "@rapport/contracts/limits";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inspectValue } from "./inspect-value.ts";

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));

test.each<[string, unknown]>([
  ["a flat object", { a: 1, b: "x", c: null, d: true, e: [] }],
  ["the deepest that is allowed", nested(LIMITS.depth)],
  ["the most keys", keys(LIMITS.keys)],
  ["the longest text", "x".repeat(LIMITS.stringLength)],
  ["whole surrogate pairs", { "🦊": "🦊" }],
  ["the largest number", Number.MAX_VALUE],
  ["keys that only look dangerous", { proto: 1, __proto: 1, Constructor: 1, prototypes: 1 }],
  ["names of members as values", ["__proto__", "constructor", "prototype"]],
])("takes %s", (_name, value) => {
  expect(inspectValue(value)).toBeUndefined();
});

test.each<[string, unknown, string, string]>([
  ["one level too deep", nested(LIMITS.depth + 1), "too_deep", "/0".repeat(LIMITS.depth)],
  ["a hundred thousand levels", nested(100_000), "too_deep", "/0".repeat(LIMITS.depth)],
  ["one key too many", { a: keys(LIMITS.keys + 1) }, "too_many_keys", "/a"],
  ["one character too many", ["x".repeat(LIMITS.stringLength + 1)], "too_long", "/0"],
  ["a key that is too long", { ["k".repeat(9_000)]: 1 }, "too_long", `/${"k".repeat(100)}`],
  ["NUL", { a: { b: "\0" } }, "invalid_text", "/a/b"],
  ["half a pair", ["\ud800"], "invalid_text", "/0"],
  ["a pair in the wrong order", ["\udc00\ud800"], "invalid_text", "/0"],
  ["Infinity", { price: Number.POSITIVE_INFINITY }, "not_finite", "/price"],
  ["NaN", Number.NaN, "not_finite", ""],
  ["__proto__ of its own", JSON.parse('{"a":{"__proto__":1}}'), "forbidden_key", "/a/__proto__"],
  ["prototype", { prototype: 1 }, "forbidden_key", "/prototype"],
  ["a place that needs escaping", { "a/b": { "~": "\0" } }, "invalid_text", "/a~1b/~0"],
])("finds %s and says where", (_name, value, code, path) => {
  expect(inspectValue(value)).toMatchObject({ code, path });
});

test("what it takes can be written as JSON, read again and stored as text without loss", () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: "large", stringUnit: "binary" }), (value) => {
      if (inspectValue(value)) return;
      const text = JSON.stringify(value);
      expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
