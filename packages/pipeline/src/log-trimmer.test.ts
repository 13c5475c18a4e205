import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { expect, it } from "vitest";
import { LogTrimmer } from "./log-trimmer.ts";

const HOUR = 60 * 60_000;

it("keeps every value for a day after it was folded, and forgets it then", async () => {
  const { log, remove } = await openTestLog();
  const value = new Uint8Array([1]);
  const offsets = async () => (await log.read(3, 0, 100, 10_000)).map((record) => record.offset);
  const folded = Array.from({ length: 64 }, () => 0);
  const trimmer = new LogTrimmer(log, () => folded);

  await log.append([3, 3, 3].map((partition) => ({ partition, value })));
  folded[3] = 2;
  await trimmer.trim(0);
  folded[3] = 3;
  await trimmer.trim(23 * HOUR);
  expect(await offsets()).toEqual([0, 1, 2]);

  await trimmer.trim(24 * HOUR);
  expect(await offsets()).toEqual([2]);
  await trimmer.trim(47 * HOUR);
  expect(await offsets()).toEqual([]);

  await remove();
});
