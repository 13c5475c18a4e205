import fc from "fast-check";
import { expect, test } from "vitest";
import { rerankList } from "./rerank-list.ts";

const item = (id: string, score: number, ...categories: string[]) => ({ id, score, categories });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join("");
const plain = { limit: 10, diversity: 0, caps: [] };
const LIST = [item("a", 1, "K"), item("b", 0.9, "K"), item("c", 0.8, "K"), item("d", 0.7, "G"), item("e", 0.6, "G")];

test("without wishes the order is that of the scores, cut at the limit", () => {
  expect(ids(rerankList(LIST, plain))).toBe("abcde");
  expect(ids(rerankList(LIST, { ...plain, limit: 2 }))).toBe("ab");
});

test("a cap leaves out what is full and counts each level for itself", () => {
  expect(ids(rerankList(LIST, { ...plain, caps: [{ level: 0, max: 1 }] }))).toBe("ad");
  expect(ids(rerankList([item("x", 1), item("y", 1)], { ...plain, caps: [{ level: 0, max: 1 }] }))).toBe("xy");
});

test("variety takes the other category earlier, the more of it is asked", () => {
  expect(ids(rerankList(LIST, { ...plain, diversity: 0.3 }))).toBe("adbce");
});

test("calibration comes close to the wanted proportions", () => {
  const shares = new Map([
    ["K", 0.5],
    ["G", 0.5],
  ]);
  const list = rerankList(LIST, { ...plain, limit: 4, calibration: { weight: 0.9, shares } });
  expect(list.filter(({ categories }) => categories[0] === "G").length).toBe(2);
});

test("whatever is wished, nothing is doubled or made up, and caps hold", () => {
  const items = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(fc.constantFrom("A", "B", "C"), { maxLength: 2 })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(
      items,
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 3 }),
      (all, limit, diversity, max) => {
        const list = all.map(([score, categories], i) => item(`i${i}`, score, ...categories));
        const ranked = rerankList(list, { limit, diversity, caps: [{ level: 0, max }] });
        expect(new Set(ids(ranked).split("i")).size).toBe(ranked.length + Number(ranked.length > 0) || 1);
        for (const name of ["A", "B", "C"])
          expect(ranked.filter(({ categories }) => categories[0] === name).length).toBeLessThanOrEqual(max);
      },
    ),
  );
});
