import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { Fault } from "../test/fault-lab.ts";
import { FaultLab, PAUSE_S } from "../test/fault-lab.ts";
import { createSeededRandom } from "../test/seeded-random.ts";
import { flush, hurry } from "./delivery.ts";
import { takeEntries } from "./queue.ts";

const SCHEDULES = Number(process.env.FAULT_SEEDS ?? 60);
/** Same seed, same schedules; without one those of the whole run's seed. */
const SEED = process.env.FAULT_SEED ? { seed: Number(process.env.FAULT_SEED) } : {};
const FAULTS: Fault[] = ["ok", "refused", "lost", "400", "503", "429", "portal", "too large", "cut", "rejecting"];
const HEALED_MS = 400_000; // longer than any wait the client allows
const QUEUE_LETTERS = 1_000_000;

let lab: FaultLab;
afterEach(() => lab.leave());

const step = fc.oneof(
  fc.record({
    kind: fc.constant("track" as const),
    count: fc.integer({ min: 1, max: 60 }),
    length: fc.constantFrom(10, 600, 9_000, 30_000, 40_000),
    // One, two, three and four bytes of UTF-8, and half a character, which JSON writes in six letters.
    character: fc.constantFrom("x", "é", "漢", "😀", "\ud83d"),
  }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant("fault" as const), fault: fc.constantFrom(...FAULTS) }),
  fc.record({ kind: fc.constant("hurry" as const) }),
);

test("whatever the network does, every event is acknowledged once or reported as lost, bounds hold, and the page rests", {
  timeout: 60_000 + SCHEDULES * 200,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25, size: "max" }),
      fc.integer(),
      async (steps, seed) => {
        lab = new FaultLab(createSeededRandom(seed));
        for (const one of steps) {
          if (one.kind === "track") lab.track(one.count, one.length, one.character);
          else if (one.kind === "wait") await lab.advance(one.ms);
          else if (one.kind === "fault") lab.fault = one.fault;
          else hurry(lab.delivery);
          expectBoundedQueue(lab);
        }
        lab.fault = "ok";
        await lab.advance(HEALED_MS);
        expect([...lab.acknowledged, ...lab.lost].sort()).toEqual([...lab.tracked].sort());
        expect(lab.sentAgain).toEqual([]);
        expect([lab.lines, lab.timers, lab.underway]).toEqual([[], 0, 0]);
        expect(lab.mostUnderway).toBeLessThanOrEqual(4);
        for (const { bytes, ids } of lab.requests) expect(bytes <= 60_000 || ids.length === 1).toBe(true);
        expectKeptPauses(lab);
        lab.leave();
      },
    ),
    { numRuns: SCHEDULES, ...SEED },
  );
});

/** No more letters wait than a page may keep, and as many as the queue counts. */
function expectBoundedQueue(lab: FaultLab): void {
  const letters = lab.lines.reduce((sum, line) => sum + line.length, 0);
  expect(letters).toBe(lab.delivery.letters);
  expect(letters).toBeLessThanOrEqual(QUEUE_LETTERS);
}

/** After a 429 nothing leaves before its time, whatever hurries; requests that were under way already do not count. */
function expectKeptPauses(lab: FaultLab): void {
  for (const asked of lab.requests.filter((request) => request.fault === "429")) {
    const answeredMs = asked.atMs + 40;
    const early = lab.requests.filter(({ atMs }) => atMs > answeredMs && atMs < answeredMs + PAUSE_S * 1_000);
    expect(early).toEqual([]);
  }
}

test("of ten thousand waiting events only those that fit are looked at, by their bytes", () => {
  lab = new FaultLab(createSeededRandom(1));
  let looks = 0;
  const line = "漢".repeat(100);
  for (let index = 0; index < 10_000; index++)
    lab.delivery.held.push({
      entryId: `m${index}`,
      get line() {
        looks++;
        return line;
      },
    });
  const taken = takeEntries(lab.delivery, 60_000);
  expect(taken).toHaveLength(199); // of 300 bytes and a comma each
  expect(looks).toBe(200);
});

test("an outage of ten minutes costs few requests, spread by chance, and one report", async () => {
  lab = new FaultLab(createSeededRandom(1));
  lab.fault = "503";
  lab.track(40, 9_000);
  await lab.advance(2_000);
  lab.mostUnderway = 0;
  await lab.advance(600_000);
  expect(lab.requests.length).toBeLessThan(80);
  expect(lab.problems).toEqual(["delivery_delayed"]);
  expect(lab.mostUnderway).toBe(1);
});

test("one event over the limit is refused, its neighbours are not", async () => {
  lab = new FaultLab(createSeededRandom(1));
  lab.track(1, 40_000);
  lab.track(2, 10);
  await lab.advance(2_000);
  expect([lab.problems, lab.acknowledged]).toEqual([["event_too_large"], ["m1", "m2"]]);
});

test("a full queue gives up its oldest events, and says so", async () => {
  lab = new FaultLab(createSeededRandom(1));
  lab.fault = "refused";
  await lab.advance(1);
  for (let i = 0; i < 60; i++) lab.track(1, 20_000);
  expect(lab.problems).toContain("queue_full");
  const kept = lab.lines;
  expect(kept.join("").length).toBeLessThanOrEqual(QUEUE_LETTERS);
  expect(kept.at(-1)).toContain('"m59"');
});

test("flush resolves with the position of the answer, or at the end of its budget", async () => {
  lab = new FaultLab(createSeededRandom(1));
  lab.track(2, 10);
  const settled = flush(lab.delivery, 5_000);
  await lab.advance(100);
  expect(await settled).toBe("o2");
  lab.fault = "503";
  lab.track(1, 10);
  const late = flush(lab.delivery, 1_000);
  const others = Array.from({ length: 50 }, () => flush(lab.delivery, 0));
  expect(lab.delivery.waiters.size).toBe(51);
  await lab.advance(1_100);
  expect(await late).toBe("o2");
  await Promise.all(others);
  // Whoever asks again and again while the server is away leaves nothing behind.
  expect(lab.delivery.waiters.size).toBe(0);
});
