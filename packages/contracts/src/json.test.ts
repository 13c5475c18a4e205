import { expect, test } from "vitest";
import { objectOf } from "./json.ts";

test("an object is itself, anything else is empty", () => {
  const object = { a: 1 };
  expect(objectOf(object)).toBe(object);
  for (const value of [null, undefined, [], [1], "text", 1, true]) expect(objectOf(value)).toEqual({});
});
