import { describe, expect, test } from "vitest";
import { checkVariant } from "./check-variant.ts";

const GOOD = { title: "Copper Kettle for $1,049", message: "Keeps water hot for 8 hours." };
const facts = ["Keeps water hot for 8 hours", "$1,049.00"];
const codes = (fields: Record<string, string>, bannedWords: string[] = []) =>
  checkVariant({ channel: "push", fields, facts, bannedWords }).map(({ field, code }) => `${field} ${code}`);

describe("checks of a variant", () => {
  test("find nothing in texts that fit and rest on facts", () => {
    expect(codes(GOOD)).toEqual([]);
  });
  test.each([
    [{ ...GOOD, title: " " }, "title missing"],
    [{ ...GOOD, title: "x".repeat(51) }, "title too_long"],
    [{ ...GOOD, message: "Keeps water hot for 9 hours" }, "message unsupported_number"],
    [{ ...GOOD, message: "The BEST kettle" }, "message unsupported_claim"],
    [{ ...GOOD, message: "Now 100 % tested" }, "message unsupported_claim"],
  ])("find what is wrong with %o", (fields, problem) => {
    expect(codes(fields)).toContain(problem);
  });
  test("count an emoji as one character", () => {
    expect(codes({ ...GOOD, title: "👩‍👩‍👧".repeat(50) })).toEqual([]);
  });
  test("find banned words whatever their case, accents and separators, and not inside other words", () => {
    expect(codes({ ...GOOD, message: "Ínsta-nt tea" }, ["insta nt"])).toEqual(["message banned_word"]);
    expect(codes({ ...GOOD, message: "A classic" }, ["class"])).toEqual([]);
  });
});
