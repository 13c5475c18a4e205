import { expect, test } from "vitest";
import { keepIds } from "./keep-ids.ts";

const people = (of: Record<string, number | string>) => new Map(Object.entries(of));

test("a cluster that holds mostly the same people keeps its id, another one gets none, and no id goes to two", () => {
  const placeOf = people({ a: 0, b: 0, c: 0, d: 1, e: 1, f: 2, g: 2 }) as Map<string, number>; // as: numbers above
  const known = people({ a: "x", b: "x", c: "y", d: "y", e: "y" }) as Map<string, string>; // as: texts above
  expect(keepIds(placeOf, known, 3)).toEqual(["x", "y", undefined]);
  expect(keepIds(placeOf, new Map([...placeOf.keys()].map((id) => [id, "x"])), 3)).toEqual(["x", undefined, undefined]);
});
