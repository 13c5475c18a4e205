import fc from "fast-check";
import { expect, test } from "vitest";
import { packValues, unpackValues } from "./pack-values.ts";

test("whatever was packed comes out of each partition's part, in order", () => {
  const entry = fc.record({ partition: fc.integer({ min: 0, max: 63 }), value: fc.uint8Array({ maxLength: 300 }) });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
      const { partitions, counts, sizes, bytes } = packValues(entries);
      let at = 0;
      for (const [place, partition] of partitions.entries()) {
        const size = sizes[place] ?? 0;
        const values = unpackValues(bytes.subarray(at, at + size));
        const given = entries.filter((each) => each.partition === partition).map(({ value }) => value);
        expect(values).toEqual(given);
        expect(counts[place]).toBe(given.length);
        at += size;
      }
      expect(at).toBe(bytes.length);
    }),
  );
});
