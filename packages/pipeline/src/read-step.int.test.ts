import { PARTITION_COUNT } from "@rapport/contracts/log";
import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { expect, test } from "vitest";
import { appendBatch } from "./append-batch.ts";
import { readStep } from "./read-step.ts";
import { RecentBatches } from "./recent-batches.ts";

test("a step is the same whether its batches were appended a moment ago or are read from the log", async () => {
  const { log, remove } = await openTestLog();
  try {
    const recent = new RecentBatches();
    const page = { url: "https://shop.example/a?utm_source=x", referrer: "https://www.google.com/" };
    const events = Array.from({ length: 50 }, (_, i) =>
      loggedEvent({ anonymousId: `device-${i}`, payload: { context: { page, sessionId: i }, properties: { i } } }),
    );
    await appendBatch(log, logBatch("prj_1", events, { ip: "203.0.113.0", charged: true }), { recent });
    const next = new Array<number>(PARTITION_COUNT).fill(0);
    const options = { log, next, lease: () => ({ held: true }), first: 0, maxRecords: 1_000, maxBytes: 1e6 };
    const unread = { ends: () => log.ends(), read: () => Promise.reject(new Error("The log was read")) };
    const handed = await readStep({ ...options, log: unread, recent });
    const again = await readStep({ ...options, recent });
    expect(handed.events.every(({ payload, payloadJson }) => payloadJson === JSON.stringify(payload))).toBe(true);
    expect(handed).toEqual(again);
  } finally {
    await remove();
  }
});

test("what the projector comes to late is left to the log, and what it comes to soon is kept again", async () => {
  const { log, remove } = await openTestLog();
  try {
    const recent = new RecentBatches(4_000);
    const next = new Array<number>(PARTITION_COUNT).fill(0);
    const events = [loggedEvent({ payload: { text: "x".repeat(1_000) } })];
    const append = () => appendBatch(log, logBatch("prj_1", events), { recent });
    const step = async (maxRecords: number) => {
      const options = { log, next, recent, lease: () => ({ held: true }), first: 0, maxRecords, maxBytes: 1e6 };
      const { steps } = await readStep(options);
      for (const { partition, to } of steps) next[partition] = to;
    };
    const isKept = async () => {
      const [[partition, offset] = [0, 0]] = await append();
      return recent.take(partition, offset, 1, 1).length > 0;
    };
    const kept: boolean[] = [];
    for (let i = 0; i < 6; i++) kept.push(await isKept());
    expect(kept).toEqual([true, true, true, false, false, false]);
    await step(1);
    expect(await isKept()).toBe(false);
    await step(10);
    expect(await isKept()).toBe(true);
  } finally {
    await remove();
  }
});
