import { expect, test } from "vitest";
import { RecentValues } from "./recent-values.ts";

const record = (partition: number, offset: number, bytes = 10) => ({ partition, offset, value: new Uint8Array(bytes) });
const offsets = (records: { offset: number }[]) => records.map(({ offset }) => offset);

test("gives what follows from exactly the offset asked for, up to a gap or the end", () => {
  const recent = new RecentValues(1_000);
  for (const offset of [3, 4, 5, 9]) recent.add(record(1, offset));
  recent.add(record(2, 6));
  expect(offsets(recent.read(1, 3, 100))).toEqual([3, 4, 5]);
  expect(offsets(recent.read(1, 4, 5))).toEqual([4]);
  expect(recent.read(1, 2, 100)).toEqual([]);
  expect(recent.read(1, 6, 100)).toEqual([]);
});

test("forgets the oldest of any partition first, and never holds more than its bytes", () => {
  const recent = new RecentValues(30);
  for (const [partition, offset] of [
    [1, 0],
    [2, 0],
    [1, 1],
    [2, 1],
  ] as const)
    recent.add(record(partition, offset));
  expect(recent.read(1, 0, 10)).toEqual([]);
  expect(offsets(recent.read(2, 0, 10))).toEqual([0, 1]);
  recent.add(record(3, 0, 31));
  for (const partition of [1, 2, 3]) expect(recent.read(partition, 0, 10)).toEqual([]);
});
