import { setTimeout as sleep } from "node:timers/promises";
import type { EventLog } from "@rapport/ports/event-log";
import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import type { TestStore } from "@rapport/testkit/store/failing-store";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { pausableStore } from "@rapport/testkit/store/pausable-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendBatch } from "./append-batch.ts";
import { Projector } from "./projector.ts";

const WAIT_MS = 20_000;
const TTL_MS = 900;
let projects = 0;

describeOnBothEngines("projectors that share a log", (engine) => {
  let log: EventLog;
  let removeLog: () => Promise<void>;
  const running = new Set<Projector>();
  const stores: TestStore[] = [];
  beforeEach(async () => {
    ({ log, remove: removeLog } = await openTestLog());
  });
  afterEach(async () => {
    for (const projector of running) await projector.stop(0);
    running.clear();
    for (const store of stores.splice(0)) await store.close();
    await removeLog();
  });

  /** A server of its own: another connection where the engine has several. */
  async function openServer(): Promise<TestStore> {
    if (!engine.openAgain) return engine.store();
    const store = await engine.openAgain();
    stores.push(store);
    return store;
  }
  /** `deaf` servers do not hear what others tell, as when their network is gone: they find out by themselves. */
  async function start(node: string, { on, ttlMs, deaf }: { on?: TestStore; ttlMs?: number; deaf?: boolean } = {}) {
    const { services, lines } = createTestServices(on ?? (await openServer()));
    const announced: string[] = [];
    const projector = new Projector({
      services,
      log,
      maxRecords: 20,
      onRecorded: (recorded) => announced.push(...recorded.map(({ event }) => event.messageId)),
      share: {
        node,
        ...(ttlMs === undefined ? {} : { ttlMs }),
        onChanged: () => {
          for (const other of deaf ? [] : running) if (other !== projector) void other.renewLeases();
        },
      },
    });
    await projector.start();
    running.add(projector);
    return { projector, lines, announced };
  }
  async function stop(projector: Projector): Promise<void> {
    running.delete(projector);
    await projector.stop(WAIT_MS);
  }
  async function until(what: string, holds: () => boolean): Promise<void> {
    for (let waited = 0; !holds(); waited += 10) {
      if (waited > WAIT_MS) throw new Error(`It never came to be: ${what}`);
      await sleep(10);
    }
  }
  /** What each holds, and that nothing is held twice or by nobody. */
  function expectSplit(...projectors: Projector[]): number[] {
    const held = projectors.flatMap((projector) => projector.held());
    expect(held.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, partition) => partition));
    return projectors.map((projector) => projector.held().length);
  }
  const isSplit = (...shares: [Projector, number][]) => shares.every(([projector, n]) => projector.held().length === n);
  const append = (projectId: string, events: Parameters<typeof logBatch>[1]) =>
    appendBatch(log, logBatch(projectId, events));
  async function countsOf(projectId: string) {
    const [row] = await readRows(
      engine.store(),
      `select (select count(*)::int from events where project_id = '${projectId}') as stored,
        (select count(*)::int from profiles where project_id = '${projectId}' and merged_into is null) as people,
        (select coalesce(sum(event_count), 0)::int from profiles where project_id = '${projectId}' and merged_into is null) as folded,
        (select coalesce(sum(accepted), 0)::int from usage_daily where project_id = '${projectId}') as usage`,
    );
    return { ...row };
  }

  test("servers converge on an even split; who comes takes a share, who goes leaves its own at once", async () => {
    const one = (await start("one")).projector;
    expect(expectSplit(one)).toEqual([64]);
    const two = (await start("two")).projector;
    await until("an even split", () => isSplit([one, 32], [two, 32]));
    expectSplit(one, two);
    const three = (await start("three")).projector;
    await until("an even split of three", () => isSplit([one, 22], [two, 21], [three, 21]));
    expectSplit(one, two, three);
    const kept = two.held();
    await stop(one);
    await until("the rest in two hands", () => isSplit([two, 32], [three, 32]));
    expectSplit(two, three);
    expect(two.held()).toEqual(expect.arrayContaining(kept));
  });

  test("a server that never hears of the others comes to the same split by its own renewals", async () => {
    const one = (await start("one", { ttlMs: TTL_MS, deaf: true })).projector;
    const two = (await start("two", { ttlMs: TTL_MS, deaf: true })).projector;
    await until("an even split", () => isSplit([one, 32], [two, 32]));
    expectSplit(one, two);
  });

  test("a server that stands still past its lease loses its partitions, and what it does afterwards changes nothing", async () => {
    const projectId = `prj_${++projects}`;
    const frozen = pausableStore(await openServer());
    const one = await start("one", { on: frozen.store, ttlMs: TTL_MS });
    const events = Array.from({ length: 60 }, (_, i) => loggedEvent({ anonymousId: `d${i}` }));
    await append(projectId, events.slice(0, 20));
    await until("the first events", () => one.projector.lag() === 0);
    frozen.pause();
    // Read by the one that stands still, and never given up by it: it will try as soon as it goes on.
    let position = await append(projectId, events.slice(20, 40));
    const two = await start("two", { ttlMs: TTL_MS });
    expect(await two.projector.waitFor(position, WAIT_MS)).toBe(true);
    expect(expectSplit(two.projector)).toEqual([64]);
    frozen.resume();
    position = await append(projectId, events.slice(40));
    expect(await one.projector.waitFor(position, WAIT_MS)).toBe(true);
    await until("an even split", () => isSplit([one.projector, 32], [two.projector, 32]));
    expect(await countsOf(projectId)).toEqual({ stored: 60, people: 60, folded: 60, usage: 60 });
    const all = [...one.announced, ...two.announced];
    expect(all.toSorted()).toEqual(events.map(({ messageId }) => messageId).toSorted());
  });

  test("a lease that has changed hands is no good for the fold, even where the offset still stands", async () => {
    const projectId = `prj_${++projects}`;
    const frozen = pausableStore(await openServer());
    const one = await start("one", { on: frozen.store, ttlMs: 600_000 });
    await readRows(
      engine.store(),
      `update log_leases set holder = 'other', epoch = epoch + 1 where log_id = '${log.id}'`,
    );
    const position = await append(projectId, [loggedEvent()]);
    expect(await one.projector.waitFor(position, 500)).toBe(false);
    expect(await countsOf(projectId)).toMatchObject({ stored: 0, folded: 0, usage: 0 });
    expect(one.projector.held()).toEqual([]);
    await readRows(engine.store(), `update log_leases set expires_at = now() where log_id = '${log.id}'`);
    await one.projector.renewLeases();
    expect(await one.projector.waitFor(position, WAIT_MS)).toBe(true);
    expect(await countsOf(projectId)).toEqual({ stored: 1, people: 1, folded: 1, usage: 1 });
  });

  test("whoever asks any server waits for what another one folds, and knows how much is left", async () => {
    const projectId = `prj_${++projects}`;
    const one = (await start("one")).projector;
    const two = (await start("two")).projector;
    await until("an even split", () => isSplit([one, 32], [two, 32]));
    const position = await append(
      projectId,
      Array.from({ length: 200 }, (_, i) => loggedEvent({ anonymousId: `d${i}` })),
    );
    expect(await Promise.all([one, two].map((at) => at.waitFor(position, WAIT_MS)))).toEqual([true, true]);
    expect(await countsOf(projectId)).toMatchObject({ stored: 200, folded: 200 });
    await Promise.all([one.refresh(), two.refresh()]);
    expect([one.lag(), two.lag()]).toEqual([0, 0]);
    const [[partition = 0, offset = 0] = []] = [...position];
    for (const at of [one, two]) expect(await at.waitFor(new Map([[partition, offset + 1_000]]), 60)).toBe(false);
  });

  test("one person on the partitions of two servers stays one person, and none of their events counts twice", async () => {
    const projectId = `prj_${++projects}`;
    const [one, two] = [(await start("one")).projector, (await start("two")).projector];
    await until("an even split", () => isSplit([one, 32], [two, 32]));
    const positions = await Promise.all(
      Array.from({ length: 240 }, (_, i) => {
        // 8 people with 6 devices each, signing in at the same time on all of them, between what they do.
        const ids = { anonymousId: `d${i % 48}`, userId: i % 5 === 0 ? `u${i % 8}` : undefined };
        return append(projectId, [
          loggedEvent({ ...ids, type: i % 10 === 0 ? "identify" : "track" }),
          loggedEvent({ anonymousId: `d${i % 48}`, userId: `u${i % 8}` }),
        ]);
      }),
    );
    for (const position of positions) expect(await one.waitFor(position, WAIT_MS)).toBe(true);
    expect(await countsOf(projectId)).toEqual({ stored: 480, people: 8, folded: 480, usage: 480 });
  });
});
