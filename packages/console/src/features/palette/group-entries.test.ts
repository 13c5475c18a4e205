import { expect, test } from "vitest";
import { groupEntries } from "./group-entries.ts";

const entry = (group: string, label: string, isFound?: true) => ({
  ...{ id: label, group, label, run: () => {} },
  ...(isFound ? { isFound } : {}),
});
const shown = (entries: ReturnType<typeof entry>[], typed: string) =>
  groupEntries(entries, typed).map(({ title, entries: of }) => [title, ...of.map(({ label }) => label)]);

test("without a word everything stands under its heading, in the order it came in", () => {
  expect(shown([entry("Screens", "People"), entry("Actions", "Sign out"), entry("Screens", "Keys")], " ")).toEqual([
    ["Screens", "People", "Keys"],
    ["Actions", "Sign out"],
  ]);
});

test("the group with the best match comes first, and in each the best match", () => {
  const entries = [entry("Screens", "Marigold"), entry("Segments", "Very gold"), entry("Segments", "Gold buyers")];
  expect(shown(entries, "gold")).toEqual([
    ["Segments", "Gold buyers", "Very gold"],
    ["Screens", "Marigold"],
  ]);
});

test("what merely has the letters in order is left out beside something better, and last without", () => {
  const entries = [entry("Screens", "Live events"), entry("Screens", "Leads"), entry("Actions", "Let everybody see")];
  expect(shown(entries, "le")).toEqual([
    ["Screens", "Leads"],
    ["Actions", "Let everybody see"],
  ]);
  expect(shown([entry("Actions", "Language"), entry("People", "Lge", true)], "lge")).toEqual([
    ["People", "Lge"],
    ["Actions", "Language"],
  ]);
});

test("what the server found is shown also where its label does not tell why", () => {
  expect(shown([entry("People", "Ada", true), entry("Screens", "Keys")], "lovelace@")).toEqual([["People", "Ada"]]);
});

test("a group shows six at most of what fits", () => {
  const many = Array.from({ length: 20 }, (_, index) => entry("Items", `Kettle ${index}`, true));
  expect(groupEntries(many, "kettle")[0]?.entries).toHaveLength(6);
});
