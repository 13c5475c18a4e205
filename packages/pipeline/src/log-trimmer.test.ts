import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { encodeLogParts, writeEvent } from "./log-batch.ts";
import { LogTrimmer } from "./log-trimmer.ts";

const HOUR = 60 * 60_000;
const START = Date.UTC(2024, 4, 1);
const PARTITION = 3;
const FACTS = { projectId: "prj_1", trusted: false, ip: undefined, userAgent: undefined };

let opened: Awaited<ReturnType<typeof openTestLog>>;
let folded: number[];
beforeEach(async () => {
  opened = await openTestLog();
  folded = Array.from({ length: 64 }, () => 0);
});
afterEach(() => opened.remove());

/** One value per hour given, received then. */
async function append(...hours: number[]): Promise<void> {
  for (const hour of hours) {
    const event = loggedEvent({ receivedAtMs: START + hour * HOUR });
    const [value = new Uint8Array()] = encodeLogParts(FACTS, [{ events: [writeEvent(FACTS, event)], readings: true }]);
    await opened.log.append([{ partition: PARTITION, value }]);
  }
}

const offsets = async () => (await opened.log.read(PARTITION, 0, 100, 1_000_000)).map((record) => record.offset);
async function newTrimmer(): Promise<LogTrimmer> {
  const trimmer = new LogTrimmer(opened.log, async () => new Map(folded.entries()));
  await trimmer.start();
  return trimmer;
}
const trimNew = async (nowMs: number) => (await newTrimmer()).trim(nowMs);

it("forgets what arrived a day ago, also when the process was started a moment ago, and nothing younger", async () => {
  await append(0, 1, 2, 3, 4);
  folded[PARTITION] = 5;
  await trimNew(START + 23.5 * HOUR);
  expect(await offsets()).toEqual([0, 1, 2, 3, 4]);
  await trimNew(START + 26 * HOUR);
  expect(await offsets()).toEqual([3, 4]);
  await trimNew(START + 60 * HOUR);
  expect(await offsets()).toEqual([]);
  await trimNew(START + 61 * HOUR);
  expect(opened.log.ends()[PARTITION]).toBe(5);
});

it("keeps what is not folded, however old, and what was folded since the call before", async () => {
  await append(0, 0, 0);
  folded[PARTITION] = 1;
  const trimmer = await newTrimmer();
  folded[PARTITION] = 2;
  await trimmer.trim(START + 100 * HOUR);
  expect(await offsets()).toEqual([1, 2]);
  await trimmer.trim(START + 101 * HOUR);
  expect(await offsets()).toEqual([2]);
  await trimmer.trim(START + 102 * HOUR);
  expect(await offsets()).toEqual([2]);
});

it("leaves alone what is not this server's to trim", async () => {
  await append(0, 0);
  const trimmer = new LogTrimmer(opened.log, async () => new Map([[PARTITION + 1, 2]]));
  await trimmer.start();
  await trimmer.trim(START + 100 * HOUR);
  expect(await offsets()).toEqual([0, 1]);
});
