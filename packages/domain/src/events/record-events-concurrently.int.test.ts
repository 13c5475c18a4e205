import type { Store } from "@rapport/store/database";
import { listIdentities, lockIdentities, moveIdentities, upsertIdentities } from "@rapport/store/queries/identities";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { holdingStore } from "@rapport/testkit/store/holding-store";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test } from "vitest";
import type { EnrichedEvent } from "./enriched-event.ts";
import { recordEvents } from "./record-events.ts";

let projects = 0;

describeOnBothEngines("two servers that record at the same time", ({ store, openAgain }) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const other of opened.splice(0)) await other.close();
  });
  const record = (on: Store, projectId: string, ...events: EnrichedEvent[]) =>
    recordEvents(createTestServices(on).services, {
      logId: projectId,
      steps: [],
      events: events.map((event) => ({ ...event, projectId })),
    });

  /** Runs `first` up to its commit, begins `second`, commits, and answers how the second one ended. */
  async function interleave(projectId: string, first: EnrichedEvent, second: EnrichedEvent) {
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const holding = holdingStore(store());
    const recording = record(holding.store, projectId, first);
    await holding.worked;
    const late = record(other, projectId, second).then(
      () => "stored",
      (error: unknown) => Reflect.get(Object(error), "code"),
    );
    // The second one waits for what the first one holds; committed at once it would never have met it.
    await untilBlocked(store());
    holding.commit();
    await recording;
    return { other, outcome: await late };
  }

  const identify = (anonymousId: string, userId: string) => enrichedEvent({ type: "identify", anonymousId, userId });
  const group = (anonymousId: string, traits: object) =>
    enrichedEvent({ type: "group", anonymousId, payload: { groupId: "acme", traits } });

  test.skipIf(!openAgain)("a person who signs in on two devices at once does not become two", async () => {
    const projectId = `prj_${++projects}`;
    await record(store(), projectId, enrichedEvent({ anonymousId: "a" }));
    const second = identify("b", "u");
    const { other, outcome } = await interleave(projectId, identify("a", "u"), second);
    // It had decided from the absence of the user: it fails as a whole and is tried again by the projector.
    expect(outcome).toBe("unavailable");
    await record(other, projectId, second);
    const people = await readRows(store(), `select * from profiles where project_id = '${projectId}'`);
    expect(people).toMatchObject([{ user_id: "u", event_count: "3" }]);
    const ids = await listIdentities(store().db, projectId, [String(people[0]?.id)], 10);
    expect(ids.map(({ value }) => value).toSorted()).toEqual(["a", "b", "u"]);
  });

  test.skipIf(!openAgain)("a new group that two write at once keeps the traits of both", async () => {
    const projectId = `prj_${++projects}`;
    const { outcome } = await interleave(projectId, group("a", { seats: 5 }), group("b", { plan: "pro" }));
    expect(outcome).toBe("stored");
    const groups = await readRows(store(), `select traits from groups where project_id = '${projectId}'`);
    expect(groups).toEqual([{ traits: { plan: "pro", seats: 5 } }]);
  });

  test.skipIf(!openAgain)("an id that joins a profile while that is merged away goes with it", async () => {
    const projectId = `prj_${++projects}`;
    const [from, to] = ["00000000-0000-8000-8000-000000000001", "00000000-0000-8000-8000-000000000002"];
    await upsertIdentities(store().db, projectId, [{ kind: "anonymous", value: "a", profileId: from }]);
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const holding = holdingStore(other);
    const joining = holding.store.withTransaction(async (tx) => {
      await lockIdentities(tx, projectId, [{ kind: "anonymous", value: "a" }]);
      await upsertIdentities(tx, projectId, [{ kind: "anonymous", value: "late", profileId: from }]);
    });
    await holding.worked;
    const moving = store().withTransaction((tx) => moveIdentities(tx, projectId, from, to));
    await untilBlocked(store());
    holding.commit();
    await Promise.all([joining, moving]);
    expect(await listIdentities(store().db, projectId, [from], 10)).toEqual([]);
    expect(await listIdentities(store().db, projectId, [to], 10)).toHaveLength(2);
  });
});

/** Until a statement of this database waits for a lock. */
async function untilBlocked(store: Store): Promise<void> {
  for (;;) {
    const [row] = await readRows(
      store,
      "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (row?.n !== 0) return;
  }
}
