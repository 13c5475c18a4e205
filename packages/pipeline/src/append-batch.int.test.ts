import { PARTITION_COUNT } from "@rapport/contracts/log";
import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { expect, test } from "vitest";
import { appendBatch } from "./append-batch.ts";
import { readLogValue } from "./log-batch.ts";
import { personHash, personPartition } from "./person-partition.ts";

test("each person's events are on one partition, in the order they were sent, with what came with the request", async () => {
  const { log, remove } = await openTestLog();
  try {
    const requests = Array.from({ length: 5 }, (_, request) =>
      Array.from({ length: 40 }, (_, i) =>
        loggedEvent({ anonymousId: `device-${i % 7}`, name: `${request}.${i}`, userId: i % 3 === 0 ? "u" : undefined }),
      ),
    );
    const origin = { trusted: true, ip: "203.0.113.0", userAgent: "test" };
    const positions = [];
    for (const events of requests) positions.push(await appendBatch(log, logBatch("prj_1", events, origin)));

    const read = await Promise.all(
      Array.from({ length: PARTITION_COUNT }, (_, partition) => log.read(partition, 0, 1_000, 2 ** 30)),
    );
    const batches = read.flat().map((record) => ({ ...record, events: readLogValue(record.value) }));
    for (const { partition, events } of batches) {
      const { ip, ...facts } = origin;
      for (const event of events) {
        expect(event).toMatchObject({ projectId: "prj_1", ...facts, enrichment: { ip } });
        expect(personPartition(personHash("prj_1", event))).toBe(partition);
      }
    }
    for (let device = 0; device < 7; device++) {
      const ofDevice = (events: { anonymousId: string | undefined; name: string }[]) =>
        events.filter((event) => event.anonymousId === `device-${device}`).map(({ name }) => name);
      expect(ofDevice(batches.flatMap(({ events }) => events))).toEqual(ofDevice(requests.flat()));
    }
    expect(positions.at(-1)).toEqual(new Map(batches.map(({ partition, offset }) => [partition, offset])));
  } finally {
    await remove();
  }
});

test("a batch without events is at no place", async () => {
  const { log, remove } = await openTestLog();
  try {
    expect(await appendBatch(log, logBatch("prj_1", []))).toEqual(new Map());
  } finally {
    await remove();
  }
});
