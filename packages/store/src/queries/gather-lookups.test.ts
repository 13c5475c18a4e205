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

test("lookups of one statement are answered a few in each turn of the event loop, so that no turn is long", async () => {
  const find = gatherLookups<number, number>(async (keys) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return keys;
  });
  let turn = 0;
  const turns = new Map<number, number>();
  const tick = () => {
    turn += 1;
    ticks = setImmediate(tick);
  };
  let ticks = setImmediate(tick);
  const count = async (key: number) => {
    await find(key);
    turns.set(turn, (turns.get(turn) ?? 0) + 1);
  };
  await Promise.all(Array.from({ length: 60 }, (_, key) => count(key)));
  clearImmediate(ticks);
  expect([...turns.values()].reduce((sum, answered) => sum + answered, 0)).toBe(60);
  // Two statements may be answering in the same turn.
  expect(Math.max(...turns.values())).toBeLessThanOrEqual(8);
});
