import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Windows } from "./windows.ts";
import { createWindows, dropFromWindows, findInWindow, latestPersons, pushWindow, touchPerson } from "./windows.ts";

function push(windows: Windows, personId: string, item: number): void {
  const person = touchPerson(windows, personId);
  pushWindow(windows, person, findInWindow(windows, person, item), { item, weight: 1, timestampMs: item });
}

function itemsOf(windows: Windows, personId: string): number[] | undefined {
  const person = windows.slots.get(personId);
  if (person === undefined) return undefined;
  const base = person * windows.size;
  return [...windows.items.subarray(base, base + (windows.counts[person] ?? 0))];
}

describe("windows", () => {
  it("hold the same as lists in a least-recently-used map", () => {
    const visits = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 9 })), {
      maxLength: 120,
      size: "max",
    });
    fc.assert(
      fc.property(visits, (steps) => {
        const windows = createWindows(4, 5);
        const model = new Map<string, number[]>();
        for (const [personNumber, item] of steps) {
          const personId = `p${personNumber}`;
          push(windows, personId, item);
          const list = [item, ...(model.get(personId) ?? []).filter((other) => other !== item)].slice(0, 4);
          model.delete(personId);
          model.set(personId, list);
          for (const oldest of model.keys()) if (model.size > 5) model.delete(oldest);
        }
        expect([...windows.slots.keys()].sort()).toEqual([...model.keys()].sort());
        expect(latestPersons(windows, 5)).toEqual([...model.keys()].reverse());
        expect(latestPersons(windows, 2)).toEqual([...model.keys()].reverse().slice(0, 2));
        for (const [personId, list] of model) expect(itemsOf(windows, personId)).toEqual(list);
      }),
    );
  });

  it("forget dropped items and keep the order of the others", () => {
    const windows = createWindows(4, 5);
    for (const item of [1, 2, 3, 4]) push(windows, "p", item);
    dropFromWindows(windows, (item) => item % 2 === 0);
    expect(itemsOf(windows, "p")).toEqual([3, 1]);
  });
});
