import fc from "fast-check";
import { expect, it } from "vitest";
import { createTopK, offer, takeSlots, takeSorted } from "./top-k.ts";

/** Neither the order of the slots nor its reverse, so that a tie may fall either way. */
const compareTies = (left: number, right: number) => ((left * 37) % 101) - ((right * 37) % 101);

it("keeps what sorting all and cutting keeps, ties included", () => {
  const scores = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(scores, fc.integer({ min: 0, max: 20 }), (values, size) => {
      const [top, unsorted] = [createTopK(size, compareTies), createTopK(size, compareTies)];
      values.forEach((score, slot) => {
        offer(top, slot, score);
        offer(unsorted, slot, score);
      });
      const sorted = values
        .map((score, slot) => ({ slot, score }))
        .sort((left, right) => right.score - left.score || compareTies(left.slot, right.slot));
      const kept = sorted.slice(0, size);
      expect(takeSorted(top)).toEqual(kept);
      expect([...takeSlots(unsorted)].sort()).toEqual(kept.map(({ slot }) => slot).sort());
      expect(takeSlots(unsorted)).toHaveLength(0);
    }),
  );
});
