import { describe, expect, test } from "vitest";
import type { Moderator } from "./moderator.ts";
import { MODERATION_CATEGORIES } from "./moderator.ts";

/** The guarantees of `Moderator` as tests; `offensive` is a text that the engine holds back. */
export function moderatorConformance(name: string, open: () => Moderator, offensive: string): void {
  describe(`moderator contract: ${name}`, () => {
    test("a harmless text, and none, are let through", async () => {
      for (const text of [
        "",
        "Our copper kettle boils a litre in four minutes.",
        "He lives in Scunthorpe and takes classes.",
      ])
        expect(await open().moderate(text)).toEqual([]);
    });

    test("a reason names its category, how sure it is, and a place within the text", async () => {
      const hits = await open().moderate(offensive);
      expect(hits.length).toBeGreaterThan(0);
      for (const { category, score, start, end } of hits) {
        expect(MODERATION_CATEGORIES).toContain(category);
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(offensive.length);
      }
    });

    test("the same text gets the same judgement", async () => {
      expect(await open().moderate(offensive)).toEqual(await open().moderate(offensive));
    });
  });
}
