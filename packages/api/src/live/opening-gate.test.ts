import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { OpeningGate } from "./opening-gate.ts";

/** Look-ups through a gate that each last a turn of the event loop; `fails` says which of them fail. */
async function lookUp(count: number, fails: (n: number) => boolean) {
  const gate = new OpeningGate();
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const one = async (n: number) => {
    begun.push(n);
    most = Math.max(most, ++running);
    await turn();
    running--;
    if (fails(n)) throw new Error(`${n}`);
    return n;
  };
  const outcomes = await Promise.allSettled(Array.from({ length: count }, (_, n) => gate.run(() => one(n))));
  return { begun, most, outcomes, again: await gate.run(() => Promise.resolve("open")) };
}

test("streams are looked up in the order of their coming, few at a time, whether or not some fail", async () => {
  const { begun, most, outcomes, again } = await lookUp(500, (n) => n % 3 === 0);
  expect(begun).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(most).toBe(16);
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(167);
  expect(again).toBe("open");
});

test("who would wait behind too many is told to come back, and the others are looked up", async () => {
  const { begun, outcomes, again } = await lookUp(2_000, () => false);
  expect(begun).toHaveLength(1_016);
  expect(outcomes[1_016]).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  expect(again).toBe("open");
});
