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

test("a voice is learned from both sides, and one side alone is not sent", () => {
  const state = { ...FIRST_BRIEF, subject: "Kettles", ownDocuments: ["kdc_1"] };
  expect(readBrief(state)).toEqual({
    missing: "A voice is told from others: choose documents on both sides, or on none.",
  });
  expect(readBrief({ ...state, otherDocuments: ["kdc_2"] })).toMatchObject({
    brief: { voice: { learned: { ownDocumentIds: ["kdc_1"], otherDocumentIds: ["kdc_2"] } } },
  });
});
