import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StepWaits } from "./step-rest.ts";
import { StepRest } from "./step-rest.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const TIMES = { single: 5, stream: 15, dense: 40 };

const waits = (given: Partial<StepWaits> = {}): StepWaits => ({
  isAwaited: () => false,
  congestion: () => "none",
  ageMs: () => 0,
  ...given,
});

/** How long it rests after a transaction of so many events that took so long, ms. */
async function restMs(events: number, rest = new StepRest(waits(), TIMES), tookMs = 0): Promise<number> {
  const startMs = Date.now();
  let endMs = Number.NaN;
  const rested = rest.after(events, tookMs).then(() => {
    endMs = Date.now();
  });
  await vi.advanceTimersByTimeAsync(5_000);
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
  expect(await restMs(200, new StepRest(waits({ isAwaited: () => true }), TIMES))).toBe(0);
});

test("a rest ends when it is told to, and none begins after the last", async () => {
  const rest = new StepRest(waits(), TIMES);
  const ended = rest.after(200, 0);
  rest.end();
  await ended;
  rest.stop();
  expect(await restMs(200, rest)).toBe(0);
});

test("while answers wait it gives way for three times what the transaction took, and for a second at most", async () => {
  const rest = new StepRest(waits({ congestion: () => "now" }), TIMES);
  expect(await restMs(400, rest, 50)).toBe(150);
  expect(await restMs(400, rest, 60_000)).toBe(1_000);
});

test("it goes on as soon as no answer waits, whatever the transaction took", async () => {
  const answeredMs = Date.now() + 35;
  const rest = new StepRest(waits({ congestion: () => (Date.now() < answeredMs ? "now" : "recent") }), TIMES);
  expect(await restMs(400, rest, 200)).toBe(40);
});

test("the end does not give way", async () => {
  const rest = new StepRest(waits({ congestion: () => "now" }), TIMES);
  const ended = rest.after(400, 200);
  rest.stop();
  await ended;
  expect(await restMs(400, rest, 200)).toBe(0);
});

test("what has waited for half a minute gives way no longer", async () => {
  const rest = new StepRest(waits({ congestion: () => "now", ageMs: () => 30_000 }), TIMES);
  expect([await restMs(400, rest, 200), rest.isCongested]).toEqual([0, false]);
});
