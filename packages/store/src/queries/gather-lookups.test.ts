import { expect, test } from "vitest";
import { gatherLookups } from "./gather-lookups.ts";

test("lookups that find no room go together, each gets its own value, and a failure is that of its own statement", async () => {
  const loads: { keys: readonly number[]; end: (fails?: boolean) => void }[] = [];
  const find = gatherLookups<number, string>(
    (keys) =>
      new Promise((resolve, reject) => {
        loads.push({
          keys,
          end: (fails) => (fails ? reject(new Error("away")) : resolve(keys.map((key) => `value ${key}`))),
        });
      }),
  );
  const found = Promise.allSettled(Array.from({ length: 205 }, (_, key) => find(key)));
  expect(loads.map(({ keys }) => keys)).toEqual([[0], [1]]);
  loads[0]?.end();
  loads[1]?.end(true);
  await expect.poll(() => loads.length).toBe(4);
  expect(loads.slice(2).map(({ keys }) => [keys.length, keys[0]])).toEqual([
    [100, 2],
    [100, 102],
  ]);
  for (const load of loads.slice(2)) load.end();
  await expect.poll(() => loads.length).toBe(5);
  loads[4]?.end();
  const values = await found;
  expect(values.map((one) => (one.status === "fulfilled" ? one.value : "failed"))).toEqual(
    Array.from({ length: 205 }, (_, key) => (key === 1 ? "failed" : `value ${key}`)),
  );
});
