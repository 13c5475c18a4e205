import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

test("A cell comes back as it was, whatever stands in it", () => {
  expect(toCsv([["a,b", 'say "x"', "two\nlines", 1.5, null, -3]])).toBe('"a,b","say ""x""","two\nlines",1.5,,-3\r\n');
});

test("What a spreadsheet would run is text", () => {
  expect(toCsv([["=1+1", "@SUM(A1)", "+44", "-cmd|x", "-5"]])).toBe("'=1+1,'@SUM(A1),'+44,'-cmd|x,-5\r\n");
});
