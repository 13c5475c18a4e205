import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendEntry,
  clearRow,
  columnsOf,
  createSparseRows,
  multiplyRows,
  removeEntry,
  setRow,
  weightsOf,
} from "./sparse-rows.ts";

const change = fc.record({
  kind: fc.constantFrom("set", "append", "append", "remove", "clear"),
  row: fc.nat(9).map((row) => row * 17),
  columns: fc.uniqueArray(fc.nat(30), { maxLength: 20 }),
});

describe("sparse rows", () => {
  it("hold what a map of maps holds, whatever is set, added and taken out", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300, size: "max" }), (changes) => {
        const rows = createSparseRows();
        const model = new Map<number, Map<number, number>>();
        changes.forEach(({ kind, row, columns }, step) => {
          const own = model.get(row) ?? new Map<number, number>();
          model.set(row, own);
          const column = columns[0] ?? 0;
          if (kind === "set") {
            setRow(
              rows,
              row,
              columns,
              columns.map((value) => value + step),
            );
            own.clear();
            for (const value of columns) own.set(value, value + step);
          } else if (kind === "append" && !own.has(column)) {
            appendEntry(rows, row, column, step);
            own.set(column, step);
          } else if (kind === "remove") {
            const left = removeEntry(rows, row, column);
            own.delete(column);
            expect(left).toBe(own.size);
          } else if (kind === "clear") {
            clearRow(rows, row);
            own.clear();
          }
        });
        for (const [row, own] of model) {
          const weights = weightsOf(rows, row);
          expect(new Map([...columnsOf(rows, row)].map((column, place) => [column, weights[place]]))).toEqual(own);
        }
      }),
    );
  });

  it("take back what rows that went, or moved as they grew, have left unused", () => {
    const rows = createSparseRows();
    const twenty = Array.from({ length: 20 }, (_, column) => column);
    setRow(rows, 0, [3], [5]);
    for (let round = 0; round < 1_000; round += 1) {
      setRow(rows, 1 + (round % 2), twenty, twenty);
      for (const column of twenty) appendEntry(rows, 3, column, round);
      clearRow(rows, 1 + (round % 2));
      for (const column of twenty) removeEntry(rows, 3, column);
    }
    expect(rows.columns.length).toBeLessThanOrEqual(256);
    expect([columnsOf(rows, 0), weightsOf(rows, 0)]).toEqual([Int32Array.of(3), Float64Array.of(5)]);
  });

  it("multiply by the columns that two rows share", () => {
    const rows = createSparseRows();
    setRow(rows, 0, [1, 4, 9], [2, 3, 5]);
    setRow(rows, 200, [0, 4, 9, 12], [7, 11, 13, 17]);
    expect(multiplyRows(rows, 0, 200)).toBe(3 * 11 + 5 * 13);
    expect(multiplyRows(rows, 200, 0, (column) => (column === 4 ? 0 : 2))).toBe(2 * 5 * 13);
    expect(multiplyRows(rows, 0, 5)).toBe(0);
    expect(multiplyRows(rows, 100_000, 0)).toBe(0);
  });
});
