import { createRandom } from "@rapport/engine/random";
import type { Store } from "@rapport/store/database";
import { readEventsAfter } from "@rapport/store/queries/events";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestLogger, createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { holdingStore } from "@rapport/testkit/store/holding-store";
import { TEST_SEED } from "@rapport/testkit/test-seed";
import { afterEach, expect, test } from "vitest";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { EventFeed } from "./event-feed.ts";

let projects = 0;

describeOnBothEngines("the feed of a server", ({ store, openAgain }) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const other of opened.splice(0)) await other.close();
  });

  let days = 0;
  /** Three events of a device, received on a day of their own: two of one day take turns at the day's usage. */
  function record(on: Store, projectId: string, device: string): Promise<RecordedEvent[]> {
    const event = { projectId, anonymousId: device, receivedAtMs: ++days * 86_400_000 };
    const events = Array.from({ length: 3 }, () => enrichedEvent(event));
    return recordEvents(createTestServices(on).services, { logId: projectId, steps: [], events });
  }

  async function openFeed(projectId: string, wantsAll: () => boolean = () => true) {
    const told: number[] = [];
    const settled: number[] = [];
    const feed = new EventFeed({
      store: store(),
      log: createTestLogger(),
      followed: () => new Set([projectId]),
      onOwn: (_project, recorded) => told.push(...recorded.map(({ seq }) => seq)),
      wantsAll,
      onForeign: (_project, rows) => told.push(...rows.map(({ seq }) => seq)),
      onSettled: (seq) => settled.push(seq),
    });
    await feed.start();
    return { feed, told, settled };
  }

  /** A transaction of another server that has its numbers and waits to be committed. */
  async function begin(projectId: string, device: string) {
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const holding = holdingStore(other);
    const recording = record(holding.store, projectId, device);
    await holding.worked;
    const commit = async (): Promise<RecordedEvent[]> => {
      holding.commit();
      return recording;
    };
    return { commit };
  }
  const seqs = (...recorded: (readonly RecordedEvent[])[]) => recorded.flat().map(({ seq }) => seq);

  test("tells what others have stored, and what this server has, each event once", async () => {
    const projectId = `prj_${++projects}`;
    await record(store(), projectId, "before");
    const { feed, told, settled } = await openFeed(projectId);
    const foreign = await record(store(), projectId, "a");
    const own = await record(store(), projectId, "b");
    feed.announce(own);
    await feed.catchUp();
    const late = await record(store(), projectId, "c");
    // Read from the store before the answer of its own commit has come.
    await feed.catchUp();
    feed.announce(late);
    await feed.catchUp();
    expect(told.toSorted((a, b) => a - b)).toEqual(seqs(foreign, own, late));
    expect(settled.at(-1)).toBe(seqs(late).at(-1));
    await feed.stop();
  });

  test("reads of a project that nobody follows what models learn from, and all of it once somebody does", async () => {
    const projectId = `prj_${++projects}`;
    let follows = false;
    const { feed, told, settled } = await openFeed(projectId, () => follows);
    const recordOne = (type: "page" | "track") =>
      recordEvents(createTestServices(store()).services, {
        logId: projectId,
        steps: [],
        events: [enrichedEvent({ projectId, type, receivedAtMs: ++days * 86_400_000 })],
      });
    const [page, track] = [await recordOne("page"), await recordOne("track")];
    await feed.catchUp();
    expect(told).toEqual(seqs(track));
    expect(settled.at(-1)).toBe(seqs(page, track).at(-1));
    follows = true;
    const seen = [await recordOne("page"), await recordOne("track")];
    await feed.catchUp();
    expect(told).toEqual(seqs(track, ...seen));
    await feed.stop();
  });

  test.skipIf(!openAgain)("tells also the events that are committed after others with greater numbers", async () => {
    const projectId = `prj_${++projects}`;
    const { feed, told } = await openFeed(projectId);
    const slow = await begin(projectId, "slow");
    const quick = await record(store(), projectId, "quick");
    await feed.catchUp();
    expect(told).toEqual(seqs(quick));
    const late = await slow.commit();
    // A reader that goes on after the last number it has seen never meets them.
    const after = { projectId, afterSeq: Math.max(...told), limit: 10 };
    expect(await readEventsAfter(store().db, after)).toEqual([]);
    expect(Math.max(...seqs(late))).toBeLessThan(Math.min(...seqs(quick)));
    expect(feed.settled).toBeLessThan(Math.min(...seqs(late)));
    await feed.catchUp();
    expect(told).toEqual(seqs(quick, late));
    await feed.catchUp();
    expect(told).toEqual(seqs(quick, late));
    expect(feed.settled).toBe(seqs(quick).at(-1));
    await feed.stop();
  });

  test.skipIf(!openAgain)("begins behind what is being stored at its start, and not before that is over", async () => {
    const projectId = `prj_${++projects}`;
    const slow = await begin(projectId, "slow");
    let isOpen = false;
    const opening = openFeed(projectId).finally(() => {
      isOpen = true;
    });
    await record(store(), projectId, "quick");
    expect(isOpen).toBe(false);
    const late = await slow.commit();
    const { feed, told } = await opening;
    expect(feed.settled).toBeGreaterThanOrEqual(Math.max(...seqs(late)));
    await feed.catchUp();
    await feed.stop();
    expect(seqs(late).filter((seq) => told.includes(seq))).toEqual([]);
  });

  test.skipIf(!openAgain)(
    "misses and repeats nothing in any order of commits, rolled back ones among them",
    async () => {
      const seed = TEST_SEED;
      const random = createRandom(seed);
      const projectId = `prj_${++projects}`;
      const { feed, told, settled } = await openFeed(projectId);
      const open: Awaited<ReturnType<typeof begin>>[] = [];
      const stored: RecordedEvent[][] = [];
      for (let i = 0; i < 40; i++) {
        const draw = random.next();
        if (draw < 0.35 && open.length < 5) open.push(await begin(projectId, `d${i}`));
        else if (draw < 0.6) {
          const [next] = open.splice(Math.floor(random.next() * open.length), 1);
          if (next) stored.push(await next.commit());
        } else if (draw < 0.7) {
          const own = await record(store(), projectId, `d${i}`);
          stored.push(own);
          feed.announce(own);
        } else if (draw < 0.8) {
          const lost = record({ ...store(), withTransaction: rollBack(store()) }, projectId, `d${i}`);
          await expect(lost).rejects.toThrow("rolled back");
        } else await feed.catchUp();
      }
      for (const rest of open) stored.push(await rest.commit());
      await feed.catchUp();
      const sorted = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
      expect([seed, sorted(told)]).toEqual([seed, sorted(seqs(...stored))]);
      expect(settled).toEqual(sorted(settled));
      expect(feed.settled).toBeGreaterThanOrEqual(Math.max(...told));
      await feed.stop();
    },
  );
});

function rollBack(store: Store): Store["withTransaction"] {
  return (work) =>
    store.withTransaction(async (tx) => {
      await work(tx);
      throw new Error("rolled back");
    });
}
