import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { listMerges } from "../identity/list-merges.ts";
import { undoMerge } from "../identity/undo-merge.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { listConsents } from "./list-consents.ts";

let projects = 0;
const AT = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;

type Said = { at: number; granted: boolean; category?: string; version?: string };

/** A message of a user, or of a device, in which they decide. */
function deciding(who: Partial<EnrichedEvent>, { at, granted, category = "marketing", version }: Said): EnrichedEvent {
  const consent = { categoryPreferences: { [category]: granted }, ...(version === undefined ? {} : { version }) };
  return enrichedEvent({
    anonymousId: undefined,
    ...who,
    timestampMs: AT + at * MINUTE_MS,
    payload: { context: { consent, library: { name: "@rapport/browser", version: "0.1.0" } } },
  });
}

describeOnBothEngines("the record of consent", ({ store }) => {
  function open() {
    const { services } = createTestServices(store());
    const projectId = `prj_consent${++projects}`;
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    const record = (...batch: EnrichedEvent[]) =>
      recordEvents(services, { logId: projectId, steps: [], events: batch.map((event) => ({ ...event, projectId })) });
    /** What the record says of somebody in the order of time: minutes and decisions. */
    const read = async (id: string, category = "marketing") => {
      const { data } = await listConsents(ctx, { id, category, limit: 500 });
      const rows = data.map(({ at, granted }) => ({ minute: (Date.parse(at) - AT) / MINUTE_MS, granted }));
      return rows.sort((a, b) => a.minute - b.minute);
    };
    return { ctx, projectId, record, read };
  }
  const ada = { userId: "ada" };

  test("has each change once, with its text, source and message, and nothing of copies and repetitions", async () => {
    const { ctx, record, read } = open();
    const first = deciding(ada, { at: 1, granted: true, version: "2025-11" });
    const batch = [
      first,
      deciding(ada, { at: 2, granted: true, version: "2025-11" }),
      deciding(ada, { at: 3, granted: true }),
      deciding(ada, { at: 4, granted: true, version: "2026-01" }),
      { ...deciding(ada, { at: 5, granted: false }), enrichment: { actor: "key_1" } },
    ];
    await record(...batch);
    await record(...batch);
    await record(deciding(ada, { at: 6, granted: false }), deciding(ada, { at: 6, granted: true, category: "ads" }));
    expect(await read("ada")).toEqual([
      { minute: 1, granted: true },
      { minute: 4, granted: true },
      { minute: 5, granted: false },
    ]);
    const { data } = await listConsents(ctx, { id: "ada", limit: 10 });
    expect(data.map(({ category }) => category)).toEqual(["ads", "marketing", "marketing", "marketing"]);
    expect(data.at(-1)).toMatchObject({
      version: "2025-11",
      source: "@rapport/browser 0.1.0",
      actor: null,
      messageId: first.messageId,
    });
    expect(data[1]).toMatchObject({ granted: false, version: null, actor: "key_1" });
    const page = await listConsents(ctx, { id: "ada", limit: 3 });
    const rest = await listConsents(ctx, { id: "ada", limit: 3, cursor: page.nextCursor ?? "" });
    expect([...page.data, ...rest.data]).toEqual(data);
  });

  test("ends, in the order of time, with what the profile says, in whatever order and parts decisions arrive", async () => {
    const said = fc.record({ at: fc.nat(30), granted: fc.boolean() });
    const history = fc.uniqueArray(said, { minLength: 1, maxLength: 12, selector: ({ at }) => at });
    const part = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(history, part, fc.boolean(), async (drawn, size, isSorted) => {
        const { ctx, record, read } = open();
        const inOrder = drawn.toSorted((a, b) => a.at - b.at);
        const sent = isSorted ? inOrder : drawn;
        for (let i = 0; i < sent.length; i += size) {
          await record(...sent.slice(i, i + size).map((one) => deciding(ada, one)));
        }
        const rows = await read("ada");
        const said = inOrder.map(({ at, granted }) => ({ minute: at, granted }));
        expect(rows[0]).toEqual(said[0]);
        expect(rows.at(-1)?.granted).toBe(said.at(-1)?.granted);
        expect((await getProfile(ctx, "ada")).consent.marketing?.granted).toBe(said.at(-1)?.granted);
        // Nothing is there that nobody said; and all changes are, where none arrives late.
        expect(said).toEqual(expect.arrayContaining(rows));
        if (isSorted) expect(rows).toEqual(said.filter(({ granted }, i) => said[i - 1]?.granted !== granted));
      }),
      { numRuns: Number(process.env.RAPPORT_RUNS ?? 15) },
    );
  });

  test("puts a decision that arrives late where it belongs, and confirms the later one after it", async () => {
    const { record, read } = open();
    await record(deciding(ada, { at: 1, granted: true }), deciding(ada, { at: 20, granted: true }));
    await record(deciding(ada, { at: 3, granted: false }), deciding(ada, { at: 5, granted: true }));
    const rows = [
      { minute: 1, granted: true },
      { minute: 3, granted: false },
      { minute: 5, granted: true },
      { minute: 20, granted: true },
    ];
    expect(await read("ada")).toEqual(rows);
    // Late, and nothing new at its time.
    await record(deciding(ada, { at: 6, granted: true }), deciding(ada, { at: 4, granted: false }));
    expect(await read("ada")).toEqual(expect.arrayContaining(rows));
    await record(deciding(ada, { at: 7, granted: true }));
    expect((await read("ada")).map(({ minute }) => minute)).not.toContain(7);
  });

  test("is put together by a merge, and taken apart again, each with what they said", async () => {
    const { ctx, record, read } = open();
    const [device, user] = [{ anonymousId: "d1" }, { userId: "u1" }];
    await record(deciding(device, { at: 1, granted: true }), deciding(device, { at: 5, granted: true }));
    await record(deciding(user, { at: 3, granted: false }));
    const link = enrichedEvent({ userId: "u1", anonymousId: "d1", timestampMs: AT + 6 * MINUTE_MS, payload: {} });
    await record(link);
    // The device's word of the fifth minute is confirmed: it is the last one of the two.
    const whole = [
      { minute: 1, granted: true },
      { minute: 3, granted: false },
      { minute: 5, granted: true },
    ];
    expect(await read("u1")).toEqual(whole);
    expect(await read("d1")).toEqual(whole);
    await record(deciding(device, { at: 7, granted: true }), deciding(user, { at: 8, granted: true }));
    expect(await read("u1")).toEqual(whole);
    const [merge] = (await listMerges(ctx, { id: "u1", limit: 1 })).data;
    await undoMerge(ctx, merge?.id ?? "");
    expect(await read("u1")).toEqual([
      { minute: 3, granted: false },
      { minute: 8, granted: true },
    ]);
    expect((await read("d1")).at(-1)?.granted).toBe(true);
    expect((await read("d1")).map(({ granted }) => granted)).not.toContain(false);
  });

  test("does not grow by what a profile does not keep, and stays of one project", async () => {
    const { ctx, projectId, record } = open();
    const names = Array.from({ length: 120 }, (_, i) => `c${String(i).padStart(3, "0")}`);
    const categoryPreferences = { ...Object.fromEntries(names.map((name) => [name, true])), ["x".repeat(101)]: true };
    const event = (timestampMs: number) =>
      enrichedEvent({ ...ada, timestampMs, payload: { context: { consent: { categoryPreferences } } } });
    await record(event(AT), enrichedEvent({ ...ada, payload: { context: { consent: "yes" } } }));
    await record(event(AT + MINUTE_MS));
    const { data } = await listConsents(ctx, { id: "ada", limit: 500 });
    expect(data).toHaveLength(50);
    const other = open();
    await other.record(enrichedEvent(ada));
    expect((await listConsents(other.ctx, { id: "ada", limit: 5 })).data).toEqual([]);
    await expect(listConsents(ctx, { id: "nobody", limit: 5 })).rejects.toMatchObject({ code: "not_found" });
    expect(await readRows(store(), `select 1 from consent_decisions where project_id = '${projectId}'`)).toHaveLength(
      50,
    );
  });
});
