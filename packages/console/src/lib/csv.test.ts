import { expect, test } from "vitest";
import { tableOf, toCsv } from "./csv.ts";

test("A cell comes back as it was, whatever stands in it", () => {
  expect(toCsv([["a,b", 'say "x"', "two\nlines", 1.5, null, -3]])).toBe('"a,b","say ""x""","two\nlines",1.5,,-3\r\n');
});

test("What a spreadsheet would run is text", () => {
  expect(toCsv([["=1+1", "@SUM(A1)", "+44", "-cmd|x", "-5"]])).toBe("'=1+1,'@SUM(A1),'+44,'-cmd|x,-5\r\n");
});

test("Objects of different parts share one head, and nothing of them is left out", () => {
  const rows = [
    { id: "a", traits: { plan: "pro", tags: ["x", "y"] }, seen: null },
    { id: "b", count: 3, active: false },
  ];
  expect(tableOf(rows)).toEqual([
    ["id", "traits.plan", "traits.tags", "seen", "count", "active"],
    ["a", "pro", '["x","y"]', null, undefined, undefined],
    ["b", undefined, undefined, undefined, 3, "false"],
  ]);
});
