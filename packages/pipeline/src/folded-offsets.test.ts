import { expect, test } from "vitest";
import { FoldedOffsets } from "./folded-offsets.ts";

const FOREIGN = 9;

test("who waits is due what this server can fold, not what others fold, nor what the log does not hold", async () => {
  const folded = new FoldedOffsets({ read: async () => new Map(), isForeign: (partition) => partition === FOREIGN });
  folded.set(1, 5);
  const ends = Array.from({ length: 64 }, () => 8);
  const cases = [
    { offset: 4, partition: 1, isDue: false },
    { offset: 5, partition: 1, isDue: true },
    { offset: 7, partition: 1, isDue: true },
    { offset: 8, partition: 1, isDue: false },
    { offset: 7, partition: FOREIGN, isDue: false },
  ];
  for (const { offset, partition, isDue } of cases) {
    const waits = folded.waitFor(new Map([[partition, offset]]), 1);
    expect({ offset, partition, isDue: folded.isAwaited(ends) }).toEqual({ offset, partition, isDue });
    expect(await waits).toBe(offset === 4);
    expect(folded.isAwaited(ends)).toBe(false);
  }
});
