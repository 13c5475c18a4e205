import { expect, test } from "vitest";
import { HELD, LOOSE, NONE, rankText } from "./rank-text.ts";

test("what begins with the typed text is best, then words, then parts, then letters in order", () => {
  const ranks = ["Campaigns", "Old campaign", "Scampi", "Cold autumn mornings"].map((text) => rankText(text, "cam"));
  expect(ranks).toEqual([0, 1, HELD, LOOSE]);
});

test("what lacks a letter does not fit, and case and space around do not matter", () => {
  expect(["Events", "Keys"].map((text) => rankText(text, "xyz"))).toEqual([NONE, NONE]);
  expect(rankText("Keys", " KEY ")).toBe(0);
});

test("letters of other scripts find their words", () => {
  expect(["Liste über Käufer", "Uber"].map((text) => rankText(text, "über"))).toEqual([1, NONE]);
});
