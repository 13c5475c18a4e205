import { catalogItemSchema } from "@rapport/contracts/catalog";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isAvailableAt, Shelf } from "./shelf.ts";

const item = (fields: object) => catalogItemSchema.parse({ id: "a", name: "A", ...fields });
const at = (ms: number) => new Date(ms).toISOString();

test("an item that is off, sold out, not yet or no longer valid cannot be had", () => {
  expect(isAvailableAt(item({}), 0)).toBe(true);
  expect(isAvailableAt(item({ available: false }), 0)).toBe(false);
  expect(isAvailableAt(item({ stock: 0 }), 0)).toBe(false);
  expect(isAvailableAt(item({ stock: 1 }), 0)).toBe(true);
  const window = item({ validFrom: at(10), validUntil: at(20) });
  expect([9, 10, 19, 20].map((ms) => isAvailableAt(window, ms))).toEqual([false, true, true, false]);
});

test("whenever the clock is looked at, what was taken as due leaves exactly the valid items available", () => {
  const time = fc.option(fc.integer({ min: 1, max: 50 }));
  const windows = fc
    .array(fc.tuple(time, time), { maxLength: 8 })
    .map((all) => all.filter(([from, until]) => from === null || until === null || from < until));
  fc.assert(
    fc.property(windows, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (all, looks) => {
      const shelf = new Shelf();
      const items = all.map(([from, until], i) =>
        item({
          id: `i${i}`,
          validFrom: from === null ? null : at(from),
          validUntil: until === null ? null : at(until),
        }),
      );
      const available = new Map(items.map((one) => [one.id, shelf.set(one, 0)]));
      for (const nowMs of looks.toSorted((a, b) => a - b)) {
        for (const due of shelf.takeDue(nowMs)) available.set(due.id, isAvailableAt(due, nowMs));
        for (const one of items) expect(available.get(one.id)).toBe(isAvailableAt(one, nowMs));
      }
    }),
  );
});
