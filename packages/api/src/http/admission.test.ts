import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { AdmissionLimits, Backlog, Hold, Work } from "./admission.ts";
import { Admission } from "./admission.ts";

const LIMITS: AdmissionLimits = {
  inFlightBytes: 1_000_000,
  inFlightFloorBytes: 100_000,
  inFlightFirstBytes: 1_000_000,
  ackTargetMs: 20,
  loopDelayMs: 10_000,
  backlogBytes: 1_000,
  backlogAgeMs: 1_000,
  retryAfterSeconds: 5,
};
const WORKS: readonly Work[] = ["read", "rich", "free", "track", "last"];

const opened: Admission[] = [];
afterEach(() => {
  for (const admission of opened.splice(0)) admission.close();
});

function openAdmission(backlog: () => Backlog = () => ({ bytes: 0, ageMs: 0 }), limits: Partial<AdmissionLimits> = {}) {
  const admission = new Admission({ ...LIMITS, ...limits }, backlog, () => 0.5);
  opened.push(admission);
  return admission;
}

/** Which kinds of work have room. */
const admitted = (admission: Admission) => WORKS.filter((work) => !admission.isOver(work));

test.each<[number, Work[]]>([
  [0.5, ["read", "rich", "free", "track", "last"]],
  [0.7, ["rich", "free", "track", "last"]],
  [0.78, ["free", "track", "last"]],
  [0.9, ["track", "last"]],
  [1.1, ["last"]],
  [1.3, []],
])("at %d of the load reads give way first and identities last", (load, expected) => {
  for (const backlog of [
    { bytes: load * LIMITS.backlogBytes, ageMs: 0 },
    { bytes: 0, ageMs: load * LIMITS.backlogAgeMs },
  ]) {
    expect(admitted(openAdmission(() => backlog))).toEqual(expected);
  }
  // No request holds more than the last kind of work may.
  if (load > 1.25) return;
  const byBytes = openAdmission();
  byBytes.open("last", "known", 0).add(load * LIMITS.inFlightBytes);
  expect(admitted(byBytes)).toEqual(expected);
});

test("a refusal asks to come back after whole seconds that differ from sender to sender", () => {
  let draw = 0;
  const admission = new Admission(
    LIMITS,
    () => ({ bytes: 2_000, ageMs: 0 }),
    () => draw,
  );
  opened.push(admission);
  const ask = (random: number) => {
    draw = random;
    try {
      admission.open("track", "known", 10);
      return undefined;
    } catch (error) {
      return Reflect.get(Object(error), "retryAfterSeconds");
    }
  };
  expect([0, 0.3, 0.999].map(ask)).toEqual([1, 2, 5]);
});

test("what is announced must fit beside what is under way; alone it may fill the room", () => {
  const admission = openAdmission();
  const first = admission.open("track", "known", 990_000);
  first.add(900_000);
  expect(() => admission.open("track", "known", 200_000)).toThrow(/in flight/);
  first.release();
  admission.open("track", "known", 990_000).release();
  expect(admission.state().heldBytes).toBe(0);
});

test("a small body's place is kept from its headers on, so that headers alone cannot fill the room over", () => {
  const admission = openAdmission();
  const open = () => admission.open("track", "known", 50_000);
  const admittedRequests: Hold[] = [];
  expect(() => {
    while (admittedRequests.length < 100) admittedRequests.push(open());
  }).toThrow(/time|in flight/);
  expect(admittedRequests.length).toBeLessThanOrEqual(20);
  for (const hold of admittedRequests) hold.release();
  expect(admission.state().heldBytes).toBe(0);
});

test("a body that grows past the room is refused while it arrives, and its room is given back", () => {
  const admission = openAdmission();
  const hold = admission.open("track", "known", 0);
  hold.add(600_000);
  expect(() => hold.add(600_000)).toThrow(/in flight/);
  hold.release();
  expect(admission.state().heldBytes).toBe(0);
});

test("senders without a known key share a quarter of the room and cannot keep out the known ones", () => {
  const admission = openAdmission();
  admission.open("track", "unknown", 0).add(240_000);
  expect(() => admission.open("track", "unknown", 20_000)).toThrow(/in flight/);
  admission.open("track", "known", 20_000).release();
});

test("the room shrinks to its floor while even the fastest answer is late, and grows back when it is used in time", async () => {
  const admission = openAdmission();
  const answer = async (delayMs: number, bytes: number) => {
    const holds: Hold[] = [];
    try {
      for (const size of [bytes, 10]) {
        const hold = admission.open("last", "known", 0);
        holds.push(hold);
        hold.arrived(size);
      }
    } catch {
      // After congestion the room is small for a moment now and then.
    }
    await sleep(delayMs);
    for (const hold of holds) hold.release();
  };
  const { inFlightBytes, inFlightFloorBytes } = LIMITS;
  while (admission.state().roomBytes > inFlightFloorBytes) await answer(60, 10);
  for (let i = 0; i < 20; i++) await answer(1, 10);
  expect(admission.state().roomBytes).toBeLessThan(inFlightBytes / 2);
  while (admission.state().roomBytes < inFlightBytes) await answer(1, admission.state().roomBytes * 0.8);
});

test("after the log refused an append, messages are refused unread for a moment and taken again", async () => {
  const admission = openAdmission();
  admission.assertLogTakes();
  admission.noteLogRefusal();
  expect(() => admission.assertLogTakes()).toThrow(/durable/);
  await expect.poll(() => admission.assertLogTakes(), { timeout: 20_000 }).toBeUndefined();
});

/** Congestion that leaves most of a room of 10 MB: much was under way while even the fastest answer was late. */
async function openCongested(): Promise<Admission> {
  const admission = openAdmission(undefined, { inFlightBytes: 10_000_000, inFlightFirstBytes: 10_000_000 });
  // The first ticks look for what an answer takes without congestion.
  await sleep(250);
  const large = admission.open("track", "known", 0);
  large.add(9_000_000);
  const small = admission.open("track", "known", 0);
  small.arrived(10);
  await sleep(60);
  small.release();
  await expect.poll(() => admission.congestion(), { timeout: 20_000 }).toBe("now");
  large.release();
  return admission;
}

/** How many requests of 50 KB the turn of the event loop under way lets in; they are over when it answers. */
function letInByOneTurn(admission: Admission, sender: "known" | "unknown" = "known"): number {
  const holds: Hold[] = [];
  try {
    while (holds.length < 1_000) holds.push(admission.open("track", sender, 50_000));
  } catch {
    // There is no more room.
  }
  for (const hold of holds) hold.release();
  return holds.length;
}

test("while many find no room, a turn lets in what two turns work on; when all do again, what the room holds", async () => {
  const admission = openAdmission(undefined, { inFlightBytes: 10_000_000, inFlightFirstBytes: 10_000_000 });
  const large = admission.open("track", "known", 0);
  large.add(9_990_000);
  expect(letInByOneTurn(admission)).toBe(0);
  const refuseInTurns = async () => {
    for (let i = 0; i < 20; i++) letInByOneTurn(admission);
    await sleep(50);
  };
  for (let tick = 0; tick < 5; tick++) await refuseInTurns();
  large.release();
  const inOverload = letInByOneTurn(admission);
  expect(inOverload).toBeGreaterThan(2);
  expect(inOverload).toBeLessThan(12);
  expect(admission.congestion()).not.toBe("none");
  await expect
    .poll(
      async () => {
        for (let i = 0; i < 20; i++) admission.open("track", "known", 10).release();
        await sleep(50);
        return letInByOneTurn(admission);
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(100);
});

test("what is refused to senders without a known key is no overload for the known ones", async () => {
  const admission = openAdmission(undefined, { inFlightBytes: 10_000_000, inFlightFirstBytes: 10_000_000 });
  admission.open("track", "unknown", 0).add(2_490_000);
  for (let tick = 0; tick < 5; tick++) {
    for (let i = 0; i < 20; i++) expect(letInByOneTurn(admission, "unknown")).toBe(0);
    await sleep(50);
  }
  expect(admission.congestion()).toBe("none");
  expect(letInByOneTurn(admission)).toBeGreaterThan(100);
});

test("without congestion a pause of the process refuses nobody", async () => {
  const admission = openAdmission(undefined, { inFlightBytes: 10_000_000, inFlightFirstBytes: 10_000_000 });
  const holds = Array.from({ length: 4 }, () => admission.open("track", "known", 0));
  for (const hold of holds) void hold.arrived(300_000);
  const pausedMs = performance.now();
  while (performance.now() - pausedMs < 30);
  for (const hold of [...holds, admission.open("track", "known", 10)]) hold.release();
  expect(admission.congestion()).toBe("none");
});

test("congestion is now while requests wait for each other, and recent for a moment after", async () => {
  const admission = await openCongested();
  expect(admission.congestion()).toBe("recent");
  const hold = admission.open("track", "known", 0);
  hold.add(LIMITS.inFlightFloorBytes / 2);
  expect(admission.congestion()).toBe("now");
  hold.release();
  expect(admission.congestion()).toBe("recent");
});
