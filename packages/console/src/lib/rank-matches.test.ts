import { expect, test } from "vitest";
import { rankMatches } from "./rank-matches.ts";

const rank = (typed: string, entries: string[]) => rankMatches(entries, typed, (entry) => entry);

test("What begins with the typed text comes first, then words, then parts, then letters in order", () => {
  expect(rank("cam", ["Cold autumn mornings", "Scampi", "Old campaign", "Campaigns"])).toEqual([
    "Campaigns",
    "Old campaign",
    "Scampi",
    "Cold autumn mornings",
  ]);
});

test("What lacks a letter is left out, and nothing typed leaves all as they are", () => {
  expect(rank("xyz", ["Events", "Keys"])).toEqual([]);
  expect(rank(" ", ["Events", "Keys"])).toEqual(["Events", "Keys"]);
});

test("Letters of other scripts find their words", () => {
  expect(rank("über", ["Liste über Käufer", "Uber"])).toEqual(["Liste über Käufer"]);
});
