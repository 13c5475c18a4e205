import { RapportError } from "@rapport/contracts/errors";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPosition, parsePosition } from "./position.ts";

const offset = fc.integer({ min: 0, max: 999_999_999_999_999 });
const position = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: PARTITION_COUNT - 1 }), offset), {
    selector: ([partition]) => partition,
  })
  .map((entries) => new Map(entries));

test("every position comes back from its text, which fits the longest parameter", () => {
  fc.assert(
    fc.property(position, (given) => {
      const text = formatPosition(given);
      expect(parsePosition(text)).toEqual(given);
      expect(text.length).toBeLessThanOrEqual(4_096);
    }),
  );
});

test.each([
  "1",
  "1.",
  ".1",
  "a.1",
  "1.a",
  "1.-1",
  "-1.1",
  "64.0",
  "999.1",
  "1.1_",
  "_1.1",
  "1.1__2.2",
  "1.1 ",
  "1.1e3",
  "1.1234567890123456",
])("“%s” is refused by name", (text) => {
  expect(() => parsePosition(text)).toThrow(RapportError);
  expect(() => parsePosition(text)).toThrow(expect.objectContaining({ code: "invalid_parameter" }));
});
