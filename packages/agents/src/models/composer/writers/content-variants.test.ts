import { CHANNEL_NAMES, CHANNELS } from "@rapport/contracts/content-channels";
import { checkVariant, countCharacters } from "@rapport/domain/content/check-variant";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { VariantsInput } from "../../../graphs/content-creator/write-variants.ts";
import { variantsAnswerSchema } from "../../../graphs/content-creator/write-variants.ts";
import { writeContentVariants } from "./content-variants.ts";
import { fitText } from "./fit-text.ts";

const KETTLE: VariantsInput = {
  channel: "search-ad",
  fields: [...CHANNELS["search-ad"].fields],
  subject: { name: "Copper Kettle", category: "Kettles", price: "$49" },
  facts: ["Keeps water hot for 8 hours", "Made by hand of solid copper.", "Copper Kettle", "$49", "capacity: 1.2 l"],
  audience: "people who love tea",
  goal: "purchase",
  voice: { tone: "warm", emoji: true, exclamations: false },
  bannedWords: [],
  count: 3,
  problems: [],
};
const write = (input: VariantsInput, seed = 7) =>
  variantsAnswerSchema.parse(writeContentVariants(input, seed)).variants;

describe("the built-in writer of content", () => {
  test.each(CHANNEL_NAMES)(
    "fills every text of %s within its bounds, from facts alone, each variant by another angle",
    (channel) => {
      const variants = write({ ...KETTLE, channel, fields: [...CHANNELS[channel].fields] });
      expect(new Set(variants.map(({ angle }) => angle)).size).toBe(3);
      const facts = [...KETTLE.facts, KETTLE.audience ?? ""];
      for (const { fields } of variants) expect(checkVariant({ channel, fields, facts, bannedWords: [] })).toEqual([]);
    },
  );

  test("says no text twice in a variant, and the same again for the same question", () => {
    for (const { fields } of write(KETTLE)) expect(new Set(Object.values(fields)).size).toBe(5);
    expect(write(KETTLE)).toEqual(write(KETTLE));
    expect(write({ ...KETTLE, count: 5 })).toHaveLength(5);
  });

  test("a wish brings other variants: it leads with what it had not led with, and states no more than before", () => {
    const [before, after] = [write(KETTLE), write({ ...KETTLE, wishes: ["Say that it is free"] })];
    const angles = (variants: typeof before) => variants.map(({ angle }) => angle);
    expect(angles(after).filter((angle) => angles(before).includes(angle))).toEqual([]);
    expect(JSON.stringify(after)).not.toContain("free");
  });

  test("a short text says more than the name, and a question is followed by what the thing does", () => {
    const meta = write({ ...KETTLE, channel: "meta-ad", fields: [...CHANNELS["meta-ad"].fields], audience: null });
    for (const { fields } of meta) expect(fields.description1).not.toBe("Copper Kettle.");
    expect(meta.find(({ angle }) => angle === "A question")?.fields.primaryText).toContain(
      "Copper Kettle: keeps water hot for 8 hours.",
    );
  });

  test("leaves out what holds a banned word, and asks for what the goal is", () => {
    const texts = JSON.stringify(write({ ...KETTLE, bannedWords: ["by hand", "shop"], goal: "sign-up" }));
    expect(texts).not.toMatch(/by hand|shop/i);
    expect(texts).toMatch(/sign up|account|get started/i);
  });

  test("holds to bounds and facts whatever it is given", () => {
    const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 });
    const input = fc.record({
      channel: fc.constantFrom(...CHANNEL_NAMES),
      subject: fc.record({ name: line, category: fc.option(line), price: fc.constantFrom(null, "$12.50") }),
      facts: fc.array(line, { maxLength: 8 }),
      audience: fc.option(line),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(input, ({ channel, seed, ...rest }) => {
        const known = [
          rest.subject.name,
          rest.subject.category ?? "",
          rest.subject.price ?? "",
          ...rest.facts,
          rest.audience ?? "",
        ];
        const given = { ...KETTLE, ...rest, channel, fields: [...CHANNELS[channel].fields] };
        for (const { fields } of write(given, seed)) {
          const problems = checkVariant({ channel, fields, facts: known, bannedWords: [] });
          // A cut may end inside a number; a subject of blanks leaves nothing to say.
          expect(problems.filter(({ code }) => code === "too_long" || code === "unsupported_claim")).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("cuts at a word that can stand at an end", () => {
    expect(fitText(["Copper kettles for the whole family"], 22)).toBe("Copper kettles");
    expect(countCharacters(fitText(["👩‍👩‍👧".repeat(9)], 3))).toBe(3);
  });
});
