import { expect, test } from "vitest";
import { StandingQueue } from "./standing-queue.ts";

const TICKS = 1_000;

/** A server that answers `rate` bytes per ms, and takes `idleMs` for one that waits for nobody. */
function answerMs(underWay: number, { rate, idleMs }: { rate: number; idleMs: number }): number {
  return Math.max(idleMs, underWay / rate);
}

test.each([
  { rate: 10, idleMs: 20 },
  { rate: 10, idleMs: 200 },
  { rate: 2_000, idleMs: 18 },
])("what is above the rate times the time of a lone answer waits: %o", (server) => {
  const queue = new StandingQueue();
  const idle = server.rate * server.idleMs;
  queue.measure(server.idleMs, idle / 4);
  for (const waiting of [0, 1_000, 50_000]) {
    const underWay = idle + waiting;
    expect(queue.measure(answerMs(underWay, server), underWay)).toBeCloseTo(waiting);
  }
});

test("load that lasts is not taken for the machine's own time, as long as little is taken when it probes", () => {
  const server = { rate: 10, idleMs: 20 };
  const queue = new StandingQueue();
  for (let tick = 0; tick < TICKS; tick++) {
    const underWay = queue.isProbing ? 200 : 10_000;
    const waiting = queue.measure(answerMs(underWay, server), underWay);
    if (underWay > 200) expect(waiting).toBeCloseTo(9_800);
  }
});

test("a machine that became slower for good is believed after a while", () => {
  const queue = new StandingQueue();
  queue.measure(20, 1_000);
  expect(queue.measure(50, 1_000)).toBeCloseTo(600);
  for (let tick = 0; tick < TICKS; tick++) queue.measure(50, 1_000);
  expect(queue.measure(50, 1_000)).toBeCloseTo(0);
});

test("an answer that takes a moment longer than before is no queue", () => {
  const queue = new StandingQueue();
  queue.measure(1, 1_000);
  expect(queue.measure(12, 1_000_000)).toBe(0);
});

test("a tick without an answer says nothing", () => {
  const queue = new StandingQueue();
  expect(queue.measure(undefined, 1_000)).toBe(0);
});
