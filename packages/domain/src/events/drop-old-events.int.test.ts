import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import { listEventPartitions } from "@rapport/store/queries/event-partitions";
import { getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { ensureProject } from "../workspaces/projects.ts";
import { dropOldEvents, readOldestDay } from "./drop-old-events.ts";
import type { EnrichedEvent } from "./enriched-event.ts";
import { recordEvents } from "./record-events.ts";

const DAY_MS = 86_400_000;
const TODAY = 20_458;

describeOnBothEngines("dropOldEvents", ({ store }) => {
  test("drops whole days, refuses their late copies for good and keeps what profiles learned", async () => {
    const { services, clock } = createTestServices(store(), TODAY * DAY_MS);
    const { id: projectId } = await ensureProject(services, { slug: "old", name: "Old" });
    const event = (day: number, fields: Partial<EnrichedEvent> = {}) =>
      enrichedEvent({ projectId, messageId: formatUuid(uuidv7Bytes(day * DAY_MS, new Uint8Array(10))), ...fields });
    const record = (events: readonly EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events });
    const undated = event(0, { messageId: "m", undated: true });
    // Late, four days with a partition, future, and one that says no day.
    const history = [-200, -31, -30, -1, 0, 90].map((offset) => event(TODAY + offset));
    expect(await readOldestDay(services)).toBeUndefined();
    await record([...history, undated]);
    const stored = () => readRows(store(), `select day from events where project_id = '${projectId}' order by seq`);
    expect(await stored()).toHaveLength(7);

    const dropped = await dropOldEvents(services, 30);
    expect(dropped).toEqual({ oldestDay: TODAY - 30, days: 1, events: 2 });
    expect(await readOldestDay(services)).toBe(TODAY - 30);
    expect(await listEventPartitions(store().db)).toEqual([-30, -1, 0].map((offset) => TODAY + offset));
    expect(await stored()).toHaveLength(4);

    expect(await record([...history, undated, event(TODAY - 45, { anonymousId: "device-2" })])).toEqual([]);
    expect(await stored()).toHaveLength(4);
    const letters = await readRows(store(), `select reason from dead_letters where project_id = '${projectId}'`);
    expect(letters.map(({ reason }) => reason)).toEqual(Array(4).fill("Older than the events that are kept"));
    const profile = await getProfileRowByIdentity(store().db, projectId, { kind: "anonymous", value: "device-1" });
    expect(profile).toMatchObject({ eventCount: 7 });

    // A longer time later on, or a clock that goes back, brings nothing back: what was dropped stays refused.
    expect(await dropOldEvents(services, 300)).toEqual({ oldestDay: TODAY - 30, days: 0, events: 0 });
    clock.nowMs = (TODAY + 121) * DAY_MS;
    expect(await dropOldEvents(services, 30)).toEqual({ oldestDay: TODAY + 91, days: 3, events: 1 });
    expect(await stored()).toEqual([]);
  });
});
