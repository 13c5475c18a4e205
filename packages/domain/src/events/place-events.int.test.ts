import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { listEventPartitions } from "@rapport/store/queries/event-partitions";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EnrichedEvent } from "./enriched-event.ts";
import { preparePartitions } from "./prepare-partitions.ts";
import { recordEvents } from "./record-events.ts";

const DAY_MS = 86_400_000;
/** Days from the one that a history turns around: inside, outside and on both edges of the days that get a partition. */
const OFFSETS = [-200, -61, -60, -1, 0, 1, 2, 90] as const;

let projects = 0;
/** Each history has days that no other one touches, so that none finds partitions made before it. */
const newHistory = () => ({ projectId: `prj_${++projects}`, today: 15_000 + projects * 500 });

describeOnBothEngines("placeEvents", ({ store }) => {
  function open() {
    const { services, clock, lines } = createTestServices(store());
    const { projectId, today } = newHistory();
    const at = (offset: number) => {
      clock.nowMs = (today + offset) * DAY_MS + DAY_MS / 2;
    };
    at(0);
    const record = (events: readonly EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events: events.map((event) => ({ ...event, projectId })) });
    const places = async () =>
      (
        await readRows(
          store(),
          `select tableoid::regclass::text as place from events where project_id = '${projectId}' order by seq`,
        )
      ).map(({ place }) => place);
    return { services, lines, record, places, today, at, projectId };
  }

  /** The messages of a history, by the day they say and how they say it. */
  function message(today: number, { offset, form, n }: { offset: number; form: number; n: number }): EnrichedEvent {
    const timeMs = (today + offset) * DAY_MS + 1;
    const messageId = [formatUuid(uuidv7Bytes(timeMs, new Uint8Array(10).fill(n))), `m-${n}-${offset}`, `undated-${n}`];
    return enrichedEvent({
      messageId: messageId[form] ?? "",
      timestampMs: 5,
      originalTimestampMs: timeMs,
      ...(form === 2 ? { undated: true } : {}),
    });
  }

  test("a message is stored once wherever the clock stands at each of its copies", async () => {
    const anyMessage = fc.record({
      offset: fc.constantFrom(...OFFSETS),
      form: fc.integer({ min: 0, max: 2 }),
      n: fc.integer({ min: 1, max: 2 }),
    });
    const step = fc.record({
      clock: fc.constantFrom(-150, -62, -61, -2, -1, 0, 1, 60, 61, 151),
      sent: fc.array(anyMessage, { minLength: 1, maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const { record, places, today, at } = open();
        const seen = new Set<string>();
        for (const { clock, sent } of steps) {
          at(clock);
          const events = sent.map((fields) => message(today, fields));
          const fresh = new Set(events.map(({ messageId }) => messageId).filter((id) => !seen.has(id)));
          const recorded = await record(events);
          expect(new Set(recorded.map(({ event }) => event.messageId))).toEqual(fresh);
          expect(recorded).toHaveLength(fresh.size);
          for (const id of fresh) seen.add(id);
        }
        expect(await places()).toHaveLength(seen.size);
      }),
      { numRuns: Number(process.env.RAPPORT_RUNS ?? 20) },
    );
  });

  test("each day has a partition; days out of reach stand in late and future, and a day's copies are found there", async () => {
    const { record, places, today, at, services } = open();
    const events = [-61, -60, 0, 1, 2].map((offset) => message(today, { offset, form: 0, n: 1 }));
    await record(events);
    const name = (offset: number) =>
      `events_${new Date((today + offset) * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "")}`;
    expect(await places()).toEqual(["events_late", name(-60), name(0), name(1), "events_future"]);
    at(2);
    await preparePartitions(services);
    expect(await listEventPartitions(store().db)).toEqual(expect.arrayContaining([2, 3].map((day) => today + day)));
    expect(await record(events)).toEqual([]);
    await record([message(today, { offset: 2, form: 0, n: 2 })]);
    expect((await places()).at(-1)).toBe(name(2));
  });

  test("a partition that cannot be made costs its events their partition, and nobody anything else", async () => {
    const { record, places, today, lines } = open();
    const blocked = `events_${new Date(today * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "")}`;
    await store().db.execute(`create table ${blocked} (x int)`);
    const events = [0, 1].map((offset) => message(today, { offset, form: 0, n: 1 }));
    expect(await record(events)).toHaveLength(2);
    expect((await places())[0]).toBe("events_late");
    expect(lines).toMatchObject([{ level: "warn", fields: { day: today } }]);
    await store().db.execute(`drop table ${blocked}`);
    expect(await record(events)).toEqual([]);
    expect(await record([message(today, { offset: 0, form: 0, n: 2 })])).toHaveLength(1);
    expect((await places()).at(-1)).toBe(blocked);
  });

  test("the same text as id of messages of two days names two messages, however they are cut", async () => {
    const { record, today } = open();
    const [a, b] = [0, 1].map((offset) => ({
      ...message(today, { offset, form: 1, n: 1 }),
      messageId: "m",
    }));
    if (!a || !b) throw new Error("There are two");
    expect(await record([a, b, a])).toHaveLength(2);
    expect(await record([b])).toEqual([]);
    expect(await record([a])).toEqual([]);
  });
});
