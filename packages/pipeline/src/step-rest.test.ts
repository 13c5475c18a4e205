import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StepRest } from "./step-rest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const TIMES = { single: 5, stream: 15, dense: 40 };

/** How long it rests after a transaction of so many events, ms. */
async function restMs(events: number, rest = new StepRest(() => false, TIMES)): Promise<number> {
  const startMs = Date.now();
  let endMs = Number.NaN;
  const rested = rest.after(events).then(() => {
    endMs = Date.now();
  });
  await vi.advanceTimersByTimeAsync(1_000);
  await rested;
  return endMs - startMs;
}

test("the denser events come, the longer more of them are gathered for one transaction", async () => {
  expect(await restMs(1)).toBe(5);
  expect(await restMs(9)).toBe(5);
  expect(await restMs(10)).toBe(15);
  expect(await restMs(149)).toBe(15);
  expect(await restMs(150)).toBe(40);
  expect(await restMs(399)).toBe(40);
});

test("nothing rests after a full transaction, after none, or while somebody waits", async () => {
  expect(await restMs(400)).toBe(0);
  expect(await restMs(0)).toBe(0);
  expect(await restMs(200, new StepRest(() => true, TIMES))).toBe(0);
});

test("a rest ends when it is told to, and none begins after the last", async () => {
  const rest = new StepRest(() => false, TIMES);
  const ended = rest.after(200);
  rest.end();
  await ended;
  rest.stop();
  expect(await restMs(200, rest)).toBe(0);
});
