import { expect, test } from "vitest";
import { changedParts } from "./changed-parts.ts";

test("only what differs is shown of two objects, and all of what stands alone", () => {
  expect(changedParts({ a: 1, b: [1], c: "same" }, { a: 2, b: [2], c: "same" })).toEqual({ a: 1, b: [1] });
  expect(changedParts({ a: 1 }, null)).toEqual({ a: 1 });
  expect(changedParts(null, { a: 1 })).toBeNull();
});
