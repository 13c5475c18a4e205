import { referenceTrait } from "@rapport/testkit/computed-traits/reference-trait";
import { HISTORY_START_MS, historyArbitrary, traitArbitrary } from "@rapport/testkit/computed-traits/trait-arbitrary";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Observation, TraitValue } from "./computed-trait.ts";
import { compileTrait } from "./computed-trait.ts";

const HOUR_MS = 3_600_000;
/** Sums of a reference are floating-point, ours are whole millionths. */
const rounded = (value: TraitValue) => (typeof value === "number" ? Math.round(value * 1e9) / 1e9 : value);

test("a trait kept event by event equals the one made from the whole history, at every moment", () => {
  fc.assert(
    fc.property(traitArbitrary, historyArbitrary(60), (definition, history) => {
      const trait = compileTrait(definition);
      const { bucketMs } = trait;
      const ordered = history.toSorted((a, b) => a.atMs - b.atMs);
      let state: ReturnType<typeof trait.fold>;
      for (let nowMs = HISTORY_START_MS; nowMs < HISTORY_START_MS + 14 * 24 * HOUR_MS; nowMs += 7 * HOUR_MS) {
        const arrived = ordered.filter(({ atMs }) => atMs <= nowMs && atMs > nowMs - 7 * HOUR_MS);
        for (const event of arrived) state = trait.merge(state, trait.fold([event], nowMs), nowMs);
        const past = ordered.filter(({ atMs }) => atMs <= nowMs);
        const expected = referenceTrait(definition, past, { nowMs, bucketMs });
        expect(rounded(trait.read(state, nowMs).value)).toEqual(rounded(expected));
      }
    }),
    { numRuns: 300 },
  );
});

test("no order and no split of the events changes a trait's state", () => {
  const shuffled = historyArbitrary(40).chain((history) =>
    fc.record({
      history: fc.constant(history),
      order: fc.shuffledSubarray(history, { minLength: history.length }),
      cut: fc.nat({ max: history.length }),
    }),
  );
  fc.assert(
    fc.property(traitArbitrary, shuffled, (definition, { history, order, cut }) => {
      const trait = compileTrait(definition);
      const nowMs = HISTORY_START_MS + 9 * 24 * HOUR_MS;
      const [left, right] = [trait.fold(order.slice(0, cut), nowMs), trait.fold(order.slice(cut), nowMs)];
      const whole = trait.fold(history, nowMs);
      expect(sorted(trait.merge(left, right, nowMs))).toBe(sorted(whole));
      expect(sorted(trait.merge(right, left, nowMs))).toBe(sorted(whole));
    }),
    { numRuns: 300 },
  );
});

test("bounded collections are the same in every order beyond their bounds too", () => {
  const values = Array.from({ length: 900 }, (_, i) => i);
  const observe = (i: number): Observation => ({
    name: "Seen",
    atMs: HISTORY_START_MS + (i % 50) * HOUR_MS,
    id: `m${i}`,
    properties: { item: `item ${i % 700}` },
    context: {},
  });
  const nowMs = HISTORY_START_MS + 60 * HOUR_MS;
  fc.assert(
    fc.property(
      fc.constantFrom("unique_count" as const, "most_frequent" as const),
      fc.constantFrom({ kind: "all_time" as const }, { kind: "rolling" as const, hours: 100 }),
      fc.shuffledSubarray(values, { minLength: values.length }),
      (kind, window, order) => {
        const measure = { events: ["Seen"], where: [], calculation: { kind, property: "item" } };
        const trait = compileTrait({ measure, window });
        const whole = trait.fold(values.map(observe), nowMs);
        const parts = [order.slice(0, 300), order.slice(300, 310), order.slice(310)];
        const folded = parts.reduce<ReturnType<typeof trait.fold>>(
          (state, part) => trait.merge(state, trait.fold(part.map(observe), nowMs), nowMs),
          undefined,
        );
        expect(sorted(folded)).toBe(sorted(whole));
        expect(trait.read(folded, nowMs).isEstimate).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
});

/** JSON with keys in order: how the store compares. */
function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_, entry: unknown) =>
      typeof entry === "object" && entry !== null && !Array.isArray(entry)
        ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
        : entry,
    ) ?? ""
  );
}
