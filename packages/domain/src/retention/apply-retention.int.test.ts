import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { deleteOldEvents } from "@rapport/store/queries/retention";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { requirePerson } from "../profiles/find-profile.ts";
import { applyRetention, listRetentionMarks } from "./apply-retention.ts";
import { getRetention, putRetention } from "./retention.ts";

const DAY_MS = 86_400_000;
const TODAY = 20_458;
let projects = 0;

describeOnBothEngines("a project's own retention", ({ store }) => {
  function open() {
    const { services, clock } = createTestServices(store(), TODAY * DAY_MS);
    const projectId = `prj_kept${++projects}`;
    const ctx = { ...services, projectId, actor: { kind: "console" } as const };
    let count = 0;
    const event = (day: number, fields: Partial<EnrichedEvent> = {}) => {
      const messageId = formatUuid(uuidv7Bytes(day * DAY_MS, new Uint8Array(10).fill(++count)));
      return enrichedEvent({ projectId, messageId, anonymousId: "device-1", name: "Viewed", ...fields });
    };
    const record = (events: readonly EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events });
    const stored = async () => {
      const rows = await readRows(store(), `select id from events where project_id = '${projectId}' order by seq`);
      return rows.map(({ id }) => id);
    };
    const letters = () => readRows(store(), `select code from dead_letters where project_id = '${projectId}'`);
    const apply = async () => (await applyRetention(services)).get(projectId);
    return { services, ctx, clock, projectId, event, record, stored, letters, apply };
  }

  test("deletes what is older wherever it stands, refuses its copies for good, and touches nobody else", async () => {
    const { ctx, clock, projectId, event, record, stored, letters, apply, services } = open();
    const other = open();
    // Late, three days with a partition, future, and one that says no day.
    const history = [-200, -31, -30, 0, 90].map((offset) => event(TODAY + offset));
    const undated = event(0, { messageId: `undated-${projectId}`, undated: true });
    await record([...history, undated]);
    const theirs = other.event(TODAY - 200);
    await other.record([theirs]);
    expect(await apply()).toBeUndefined();

    expect(await putRetention(ctx, { days: 30, names: {} }, undefined)).toMatchObject({ days: 30, oldestDay: null });
    expect(await apply()).toBe(3);
    expect(await stored()).toEqual(history.slice(2).map(({ messageId }) => messageId));
    expect(await record([...history, undated])).toEqual([]);
    expect(await letters()).toEqual(Array(3).fill({ code: "too_old" }));
    expect(await requirePerson(ctx, "device-1")).toMatchObject({ eventCount: 6 });
    expect(await other.stored()).toEqual([theirs.messageId]);
    expect((await listRetentionMarks(services)).get(projectId)).toEqual({ before: TODAY - 30 });

    // A longer time, none, or a clock that goes back bring nothing back.
    await putRetention(ctx, { days: null, names: {} }, 500);
    expect(await apply()).toBeUndefined();
    expect(await record(history)).toEqual([]);
    clock.nowMs += 31 * DAY_MS;
    await putRetention(ctx, { days: 30, names: {} }, undefined);
    expect(await apply()).toBe(2);
    const run = { at: new Date(clock.nowMs).toISOString(), events: 2, oldestDay: "2026-01-06" };
    expect(await getRetention(ctx, 500)).toMatchObject({
      days: 30,
      serverDays: 500,
      oldestDay: "2026-01-06",
      lastRun: run,
      runs: [run, { events: 3, oldestDay: "2025-12-06" }],
      updatedBy: "console",
    });
    expect(await apply()).toBe(0);
    expect((await getRetention(ctx, undefined)).runs).toHaveLength(2);
  });

  test("by name: fewer days or more than the rest, and what is named no more goes with the rest", async () => {
    const { ctx, clock, event, record, stored, apply, letters } = open();
    const viewed = [-40, -8, -2].map((offset) => event(TODAY + offset));
    const ordered = [-400, -40, -2].map((offset) => event(TODAY + offset, { name: "Ordered" }));
    const left = [-40, -8].map((offset) => event(TODAY + offset, { name: "constructor" }));
    await record([...viewed, ...ordered, ...left]);
    await putRetention(ctx, { days: 30, names: { Viewed: 7, Ordered: 365 } }, undefined);
    expect(await apply()).toBe(4);
    const ids = (events: readonly EnrichedEvent[]) => events.map(({ messageId }) => messageId);
    expect(await stored()).toEqual(ids([...viewed.slice(2), ...ordered.slice(1), ...left.slice(1)]));
    expect(await record([...viewed, ...ordered, ...left])).toEqual([]);
    expect(await letters()).toHaveLength(4);

    await putRetention(ctx, { days: 30, names: {} }, undefined);
    expect(await apply()).toBe(1);
    expect(await stored()).toEqual(ids([...viewed.slice(2), ...ordered.slice(2), ...left.slice(1)]));
    // Nothing of the eighth day comes back, although the rest goes back thirty.
    expect(await record(viewed.slice(0, 2))).toEqual([]);
    clock.nowMs += 40 * DAY_MS;
    expect(await apply()).toBe(3);
    expect(await stored()).toEqual([]);
  });

  test("a day's events go in parts of thousands", async () => {
    const { projectId, record, event } = open();
    await record([event(TODAY - 3)]);
    await store().db.execute(
      `insert into events (project_id, day, id, type, name, profile_id, "timestamp", original_timestamp, received_at,
          payload, enrichment)
        select '${projectId}', ${TODAY - 3}, gen_random_uuid(), 'track', 'Viewed', gen_random_uuid(), now(), now(), now(),
          '{}', '{}' from generate_series(1, 12000)`,
    );
    const db = store().db;
    expect(await deleteOldEvents(db, { projectId, from: TODAY - 2, to: TODAY })).toBe(0);
    expect(await deleteOldEvents(db, { projectId, from: undefined, to: TODAY, except: ["Viewed"] })).toBe(0);
    expect(await deleteOldEvents(db, { projectId, from: undefined, to: TODAY })).toBe(12_001);
  });
});
