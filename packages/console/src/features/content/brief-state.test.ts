import { expect, test } from "vitest";
import { FIRST_BRIEF, readBrief } from "./brief-state.ts";

test("a brief without a subject or a channel says what is missing, and is not sent", () => {
  expect(readBrief(FIRST_BRIEF)).toEqual({ missing: "Say what it is about: an item of the catalog, or a subject." });
  expect(readBrief({ ...FIRST_BRIEF, subject: "Kettles", channels: [] })).toEqual({
    missing: "Choose at least one channel.",
  });
});

test("each line is a fact, banned words stand between commas or on lines, and what is empty is not said", () => {
  const state = {
    ...FIRST_BRIEF,
    subject: " Kettles ",
    facts: "Copper\n\n Hot for 8 hours ",
    bannedWords: "cheap, best\nfree",
  };
  const read = readBrief(state);
  expect(read).toMatchObject({
    brief: {
      subject: "Kettles",
      facts: ["Copper", "Hot for 8 hours"],
      bannedWords: ["cheap", "best", "free"],
      variants: 3,
    },
  });
  expect("brief" in read && "audience" in read.brief).toBe(false);
});
