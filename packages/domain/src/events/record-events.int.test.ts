import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPeople } from "../../test/read-people.ts";
import type { EnrichedEvent } from "./enriched-event.ts";
import { OffsetConflict, recordEvents } from "./record-events.ts";

let projects = 0;
const newProject = () => `prj_${++projects}`;

describeOnBothEngines("recordEvents", ({ store }) => {
  const services = () => createTestServices(store()).services;

  /** Records batches in a project of their own and answers what came of it. */
  async function record(batches: readonly (readonly EnrichedEvent[])[]) {
    const projectId = newProject();
    for (const batch of batches) {
      const events = batch.map((event) => ({ ...event, projectId }));
      await recordEvents(services(), { logId: projectId, steps: [], events });
    }
    return readPeople(store(), projectId);
  }

  describe("a random history", () => {
    const ids = { u: fc.constantFrom("u1", "u2", "u3"), d: fc.constantFrom("d1", "d2", "d3") };
    const time = fc.integer({ min: 0, max: 3 * 86_400_000 });
    const anyEvent = fc.oneof(
      fc.tuple(ids.d, time).map(([anonymousId, timestampMs]) => enrichedEvent({ anonymousId, timestampMs })),
      fc.tuple(ids.u, time).map(([userId, timestampMs]) =>
        enrichedEvent({
          type: "group",
          anonymousId: undefined,
          userId,
          timestampMs,
          receivedAtMs: timestampMs,
          payload: { groupId: "acme", traits: { seats: timestampMs } },
        }),
      ),
      fc.tuple(ids.u, ids.d, time).map(([userId, anonymousId, timestampMs]) =>
        enrichedEvent({
          type: "identify",
          userId,
          anonymousId,
          timestampMs,
          payload: { traits: { [userId]: timestampMs } },
        }),
      ),
      fc
        .tuple(fc.oneof(ids.u, ids.d), ids.u, fc.boolean())
        .map(([previousId, userId, trusted]) =>
          enrichedEvent({ type: "alias", anonymousId: undefined, userId, trusted, payload: { previousId } }),
        ),
    );
    const entry = fc.record({ event: anyEvent, ends: fc.boolean(), again: fc.option(fc.nat(30), { nil: undefined }) });

    test("gives the same people however it is cut and whatever is delivered twice; all counts are those of the table", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 16 }), async (entries) => {
          const events = entries.map(({ event }) => event);
          const single = await record(events.map((event) => [event]));
          const batched = await record(cutWithRepeats(entries));
          expect(batched).toEqual(single);
          expect(single.recount).toEqual(single.people.map(({ state }) => state));
          expect(single.stored).toBe(new Set(events.map(({ messageId }) => messageId)).size);
          expect(single.usage).toBe(single.stored);
        }),
        { numRuns: Number(process.env.RAPPORT_RUNS ?? 25) },
      );
    });
  });

  const both = (userId: string, anonymousId: string) => enrichedEvent({ type: "identify", userId, anonymousId });

  test("a late copy of a message that joined or re-pointed changes nothing", async () => {
    const first = both("u1", "d1");
    const second = both("u2", "d1");
    const history = [[first], [second], [enrichedEvent({ anonymousId: "d1" })]];
    const expected = await record(history);
    expect(expected.people.map(({ ids }) => ids)).toEqual(["anonymous:d1 user:u2", "user:u1"]);
    expect(await record([...history, [first]])).toEqual(expected);
    expect(await record([...history, [enrichedEvent({ anonymousId: "d9" }), first, second, first]])).toMatchObject({
      people: [...expected.people.slice(0, 1), { ids: "anonymous:d9" }, ...expected.people.slice(1)],
    });
  });

  test("copies in one batch and in a later one are stored and counted once", async () => {
    const event = enrichedEvent({ messageId: "not a uuid" });
    const { people, usage } = await record([[event, event], [event]]);
    expect(people).toMatchObject([{ state: { eventCount: 1, counters: { "Product Viewed": 1 } } }]);
    expect(usage).toBe(1);
  });

  test("the same message id in two projects is two messages", async () => {
    const event = enrichedEvent();
    expect((await record([[event]])).stored).toBe(1);
    expect((await record([[event]])).stored).toBe(1);
  });

  test("events of several projects in one step stay apart", async () => {
    const [a, b] = [newProject(), newProject()];
    const events = [a, b, a].map((projectId) => enrichedEvent({ projectId, anonymousId: "shared" }));
    const recorded = await recordEvents(services(), { logId: a, steps: [], events });
    expect(recorded).toHaveLength(3);
    expect((await readPeople(store(), a)).people).toMatchObject([{ state: { eventCount: 2 } }]);
    expect((await readPeople(store(), b)).people).toMatchObject([{ state: { eventCount: 1 } }]);
  });

  test("an offset that is not where the reader thought stores nothing", async () => {
    const projectId = newProject();
    const step = (from: number, to: number) => ({
      logId: projectId,
      steps: [{ partition: 3, from, to }],
      events: [enrichedEvent({ projectId })],
    });
    await recordEvents(services(), step(0, 2));
    await expect(recordEvents(services(), step(0, 2))).rejects.toThrow(OffsetConflict);
    await expect(recordEvents(services(), step(3, 4))).rejects.toThrow(OffsetConflict);
    await recordEvents(services(), step(2, 3));
    expect((await readPeople(store(), projectId)).stored).toBe(2);
  });

  test("usage is counted by the UTC day of arrival", async () => {
    const projectId = newProject();
    const at = (iso: string) => enrichedEvent({ projectId, receivedAtMs: Date.parse(iso) });
    const events = [at("2026-01-05T23:59:59.999Z"), at("2026-01-06T00:00:00.000Z"), at("2026-01-06T12:00:00.000Z")];
    await recordEvents(services(), { logId: projectId, steps: [], events });
    const rows = await readRows(
      store(),
      `select day::text as day, accepted::int as accepted from usage_daily where project_id = '${projectId}' order by day`,
    );
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { day: "2026-01-05", accepted: 1 },
      { day: "2026-01-06", accepted: 2 },
    ]);
  });

  test("group traits keep what was said last, whatever the order of arrival", async () => {
    const said = (timestampMs: number, traits: object) =>
      enrichedEvent({ type: "group", timestampMs, payload: { groupId: "acme", traits } });
    const late = said(9, { plan: "pro" });
    const early = said(1, { plan: "free", city: "Oslo" });
    for (const batches of [[[late, early]], [[late], [early]], [[early], [late]]]) {
      expect((await record(batches)).groups).toEqual([{ id: "acme", traits: { city: "Oslo", plan: "pro" } }]);
    }
  });
});

type Entry = { event: EnrichedEvent; ends: boolean; again: number | undefined };

/** Cuts a history into batches; `again` delivers an earlier event, or the same one, once more. */
function cutWithRepeats(entries: readonly Entry[]): EnrichedEvent[][] {
  const batches: EnrichedEvent[][] = [[]];
  entries.forEach(({ event, ends, again }, i) => {
    batches.at(-1)?.push(event);
    const repeated = again === undefined ? undefined : entries[again % (i + 1)];
    if (repeated) batches.at(-1)?.push(repeated.event);
    if (ends) batches.push([]);
  });
  return batches;
}
