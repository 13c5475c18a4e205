import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readPeople } from "../../test/read-people.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { getTimeline } from "../profiles/get-timeline.ts";
import { listMerges } from "./list-merges.ts";
import { undoMerge } from "./undo-merge.ts";

let projects = 0;
const HOUR_MS = 3_600_000;
const AT = Date.UTC(2026, 0, 5, 12);
let minutes = 0;
const fields = () => ({ timestampMs: AT + minutes++ * 60_000 });
const device = (anonymousId: string) => enrichedEvent({ anonymousId, name: `of ${anonymousId}`, ...fields() });
const user = (userId: string) => enrichedEvent({ anonymousId: undefined, userId, name: `of ${userId}`, ...fields() });
const both = (userId: string, anonymousId: string) =>
  enrichedEvent({
    type: "identify",
    userId,
    anonymousId,
    payload: { traits: { name: userId, [anonymousId]: 1 } },
    ...fields(),
  });
const alias = (previousId: string, userId: string, trusted: boolean) =>
  enrichedEvent({ type: "alias", anonymousId: undefined, userId, trusted, payload: { previousId }, ...fields() });

describeOnBothEngines("undoMerge", ({ store }) => {
  function open() {
    const { services, clock } = createTestServices(store());
    const projectId = `prj_undo${++projects}`;
    const ctx = { ...services, projectId, actor: { kind: "key", keyId: "key_1" } as const };
    const record = (batch: readonly EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events: batch.map((event) => ({ ...event, projectId })) });
    const people = () => readPeople(store(), projectId);
    const merges = async (id: string) => (await listMerges(ctx, { id, limit: 50 })).data;
    return { ctx, clock, record, people, merges };
  }

  /** What stands in the tables must be what the events make, for everybody. */
  async function expectExact({ people }: ReturnType<typeof open>) {
    const found = await people();
    expect(found.recount).toEqual(found.people.map(({ state }) => state));
    return found;
  }

  test("gives back two people as if the alias had been refused, whatever came before and since", async () => {
    const ids = { u: fc.constantFrom("u1", "u2"), d: fc.constantFrom("d1", "d2", "d3") };
    const step = fc.oneof(
      ids.u.map((u) => () => user(u)),
      ids.d.map((d) => () => device(d)),
      fc.tuple(ids.u, ids.d).map(
        ([u, d]) =>
          () =>
            both(u, d),
      ),
    );
    /** A device changes hands in the batch of the merge, before it. */
    const changesHands = (next: string, d: string): [{ before: (() => EnrichedEvent)[]; since: []; batch: number }] => [
      { before: [() => both("u1", "d1"), () => device(d), () => both(next, d)], since: [], batch: 3 },
    ];
    const history = fc.record({
      before: fc.array(step, { maxLength: 5 }),
      since: fc.array(step, { maxLength: 7 }),
      batch: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ before, since, batch }) => {
        const link = alias("u1", "u2", true);
        const events = withoutStrangers([
          both("u1", "d1"),
          both("u2", "d2"),
          ...before.map((make) => make()),
          link,
          ...since.map((make) => make()),
        ]);
        const [merged, refused] = [open(), open()];
        for (let i = 0; i < events.length; i += batch) {
          const part = events.slice(i, i + batch);
          await merged.record(part);
          await refused.record(part.map((event) => ({ ...event, trusted: false })));
        }
        const [merge] = await merged.merges("u2");
        expect(merge).toMatchObject({ reason: "alias", messageId: link.messageId, undoneAt: null });
        await undoMerge(merged.ctx, merge?.id ?? "");
        expect(await expectExact(merged)).toEqual(await refused.people());
        // And both go on as two.
        const more = [user("u1"), device("d2"), both("u2", "d1"), device("d1")];
        await merged.record(more);
        await refused.record(more);
        expect(await expectExact(merged)).toEqual(await refused.people());
      }),
      {
        numRuns: Number(process.env.RAPPORT_RUNS ?? 15),
        examples: [changesHands("u2", "d1"), changesHands("u1", "d2")],
      },
    );
  });

  test("gives a device back that had joined a user, with what it did alone before and since", async () => {
    const opened = open();
    const { ctx, clock, record, merges } = opened;
    const [early, late] = [device("d1"), device("d1")];
    await record([early, user("u1")]);
    const joined = both("u1", "d1");
    await record([{ ...joined, actor: "key_7" }, user("u1")]);
    await record([late]);
    const [merge] = await merges("u1");
    expect(merge).toMatchObject({
      reason: "sign_in",
      actor: "key_7",
      messageId: joined.messageId,
      from: { userId: null, eventCount: 1 },
      into: { userId: "u1", eventCount: 1 },
      identities: [{ kind: "anonymous", value: "d1" }],
      undoneAt: null,
    });
    const timeline = await getTimeline(ctx, { id: "u1", limit: 50 });
    expect(timeline.data.filter(({ mergeIds }) => mergeIds.length > 0)).toMatchObject([
      { messageId: joined.messageId, mergeIds: [merge?.id] },
    ]);
    clock.nowMs += HOUR_MS;
    const undone = await undoMerge(ctx, merge?.id ?? "");
    expect(undone).toEqual({ ...merge, undoneAt: new Date(clock.nowMs).toISOString(), undoneBy: "key_1" });
    clock.nowMs += HOUR_MS;
    expect(await undoMerge(ctx, merge?.id ?? "")).toEqual(undone);
    const { people } = await expectExact(opened);
    expect(people).toMatchObject([
      { ids: "anonymous:d1", state: { eventCount: 2, userId: null, counters: { "of d1": 2 } } },
      { ids: "user:u1", state: { eventCount: 3, userId: "u1" } },
    ]);
    // Both sides show it, and signing in on the device again is a new merge.
    expect(await merges("u1")).toEqual([undone]);
    expect(await merges(undone.from.profileId)).toEqual([undone]);
    await record([both("u1", "d1")]);
    expect((await expectExact(opened)).people).toMatchObject([
      { ids: "anonymous:d1 user:u1", state: { eventCount: 6 } },
    ]);
    expect(await merges("u1")).toHaveLength(2);
  });

  test("goes in order where merges build on one another, and names the one to undo first", async () => {
    const opened = open();
    const { ctx, record, merges } = opened;
    await record([user("u1"), user("u2"), user("u3"), device("d9")]);
    await record([alias("u1", "u2", true)]);
    await record([both("u1", "d9")]);
    await record([alias("u2", "u3", true)]);
    const [third, second, first] = await merges("u3");
    if (!third || !second || !first) throw new Error("There are three");
    for (const [earlier, later] of [
      [first, third],
      [second, third],
    ] as const) {
      await expect(undoMerge(ctx, earlier.id)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining(later.id),
      });
    }
    await undoMerge(ctx, third.id);
    await expect(undoMerge(ctx, first.id)).rejects.toMatchObject({ message: expect.stringContaining(second.id) });
    await undoMerge(ctx, second.id);
    await undoMerge(ctx, first.id);
    expect((await expectExact(opened)).people.map(({ ids }) => ids)).toEqual([
      "anonymous:d9",
      "user:u1",
      "user:u2",
      "user:u3",
    ]);
  });

  test("of a merge that is not last is done where nothing builds on it", async () => {
    const opened = open();
    const { ctx, record, merges } = opened;
    await record([user("u1"), user("u2"), device("d9")]);
    await record([alias("u1", "u2", true)]);
    await record([both("u2", "d9"), user("u1")]);
    const [, first] = await merges("u2");
    await undoMerge(ctx, first?.id ?? "");
    expect((await expectExact(opened)).people).toMatchObject([
      { ids: "anonymous:d9 user:u2", state: { eventCount: 4 } },
      { ids: "user:u1", state: { eventCount: 2 } },
    ]);
  });

  test("of another project's merge is not found, and changes nothing", async () => {
    const [mine, other] = [open(), open()];
    await mine.record([user("u1"), user("u2"), alias("u1", "u2", true)]);
    const [merge] = await mine.merges("u2");
    for (const id of [merge?.id ?? "", "mrg_00000000000000000000000000", "nonsense"]) {
      await expect(undoMerge(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await mine.merges("u1")).toEqual([merge]);
  });

  test("with events gone is refused, and leaves the person whole", async () => {
    const opened = open();
    const { ctx, record, merges, people } = opened;
    await record([user("u1"), user("u2"), alias("u1", "u2", true)]);
    const [merge] = await merges("u2");
    const before = await people();
    await store().db.execute(`delete from events where project_id = '${ctx.projectId}' and user_id = 'u1'`);
    await expect(undoMerge(ctx, merge?.id ?? "")).rejects.toMatchObject({ code: "conflict" });
    expect((await people()).people).toEqual(before.people);
  });
});

/** Leaves out what devices do before somebody signed in on them: their history would merge in one of the two worlds. */
function withoutStrangers(events: readonly EnrichedEvent[]): EnrichedEvent[] {
  const known = new Set<string>();
  return events.filter(({ userId, anonymousId }) => {
    if (userId !== undefined && anonymousId !== undefined) known.add(anonymousId);
    return anonymousId === undefined || known.has(anonymousId);
  });
}
