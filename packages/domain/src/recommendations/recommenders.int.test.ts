import { catalogItemSchema } from "@rapport/contracts/catalog";
import { deleteCatalogItem, upsertCatalogItems } from "@rapport/store/queries/catalog";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestLogger, createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { Recommenders } from "./recommenders.ts";

let projects = 0;
const newProject = () => `prj_${++projects}`;
const item = (id: string) => catalogItemSchema.parse({ id, name: id });

describeOnBothEngines("the recommenders", ({ store }) => {
  const record = (projectId: string, itemId: string) => {
    const event = enrichedEvent({ name: "Product Viewed", payload: { properties: { product_id: itemId } }, projectId });
    return recordEvents(createTestServices(store()).services, { logId: projectId, steps: [], events: [event] });
  };
  const open = () => new Recommenders(store(), createTestLogger());
  const catalogOf = (recommenders: Recommenders, projectId: string) =>
    recommenders.get(projectId).recommender.cataloguedIds().sort();

  /** A snapshot that knows a, b and c, and one event. */
  async function keepSnapshot(projectId: string): Promise<void> {
    await upsertCatalogItems(store().db, projectId, ["a", "b", "c"].map(item));
    await record(projectId, "a");
    const first = open();
    await first.ready(projectId);
    await first.close();
  }

  test("do not bring back what was deleted after the snapshot, although no event came after it", async () => {
    const projectId = newProject();
    await keepSnapshot(projectId);
    await deleteCatalogItem(store().db, projectId, "b");
    const second = open();
    await second.ready(projectId);
    expect(catalogOf(second, projectId)).toEqual(["a", "c"]);
    const { recommender } = second.get(projectId);
    const ranked = recommender.recommend({ history: [], exclude: new Set(), limit: 10, nowMs: Date.now() });
    expect(ranked.map(({ itemId }) => itemId)).not.toContain("b");
  });

  test("keep what was set or removed while the catalog was being read", async () => {
    const projectId = newProject();
    await keepSnapshot(projectId);
    await deleteCatalogItem(store().db, projectId, "b");
    const second = open();
    second.get(projectId);
    second.setItems(projectId, [item("b"), item("d")]);
    second.removeItem(projectId, "c");
    await second.ready(projectId);
    expect(catalogOf(second, projectId)).toEqual(["a", "b", "d"]);
  });

  test("know items by the vectors of the catalog, after a snapshot too", async () => {
    const projectId = newProject();
    await keepSnapshot(projectId);
    const embeddings = { a: [1, 0.1, 0], d: [0, 1, 1], e: [1, 0, 0.1] };
    const items = Object.entries(embeddings).map(([id, embedding]) => ({ ...item(id), embedding }));
    await upsertCatalogItems(store().db, projectId, items);
    const second = open();
    await second.ready(projectId);
    const history = [{ itemId: "a", action: "viewed", weight: 1, timestampMs: Date.now() }];
    const { recommender } = second.get(projectId);
    const [first] = recommender.recommend({ history, exclude: new Set(), limit: 3, nowMs: Date.now() });
    expect(first).toMatchObject({ itemId: "e", generators: { content: 1 } });
  });

  test("let an item in and out at the very moment that its time comes and ends, with nothing else happening", async () => {
    const projectId = newProject();
    const { services, clock } = createTestServices(store());
    const at = (ms: number) => new Date(clock.nowMs + ms).toISOString();
    const offer = catalogItemSchema.parse({ id: "offer", name: "Offer", validFrom: at(10), validUntil: at(20) });
    await upsertCatalogItems(store().db, projectId, [item("a"), offer]);
    await services.recommenders.ready(projectId);
    const startMs = clock.nowMs;
    const shownAt = (ms: number) => {
      clock.nowMs = startMs + ms;
      const { recommender } = services.recommenders.get(projectId);
      return recommender
        .recommend({ history: [], exclude: new Set(), limit: 10, nowMs: clock.nowMs })
        .map(({ itemId }) => itemId);
    };
    expect([0, 9, 10, 19, 20].map((ms) => shownAt(ms).includes("offer"))).toEqual([false, false, true, true, false]);
    services.recommenders.setItems(projectId, [{ ...item("a"), stock: 0 }]);
    expect(shownAt(21)).toEqual([]);
  });

  test("learn from the store what nobody announced, once, and go on with what is announced", async () => {
    const projectId = newProject();
    const recommenders = open();
    await recommenders.ready(projectId);
    const interactions = () => recommenders.get(projectId).recommender.stats.interactions;
    await record(projectId, "a");
    recommenders.resync(projectId);
    expect(recommenders.get(projectId).warming).toBe(true);
    recommenders.observe(projectId, await record(projectId, "b"));
    await recommenders.ready(projectId);
    expect(interactions()).toBe(2);
    expect(recommenders.get(projectId).warming).toBe(false);
    recommenders.observe(projectId, await record(projectId, "c"));
    expect(interactions()).toBe(3);
  });

  test("hold every event once across restarts although numbers come out of order, as when several servers store", async () => {
    const projectId = newProject();
    const stored = [await record(projectId, "a"), await record(projectId, "b"), await record(projectId, "c")];
    const [a = [], b = [], c = []] = stored;
    const seqOf = (recorded: typeof a) => recorded[0]?.seq ?? 0;
    // This server has not heard of b yet, which another one stores at the moment: c came before it.
    const snapshot = async () => {
      const first = open();
      first.settle(seqOf(a) - 1);
      await first.ready(projectId);
      await first.close();
      return readRows(store(), `select seq, beyond from recommender_snapshots where project_id = '${projectId}'`);
    };
    const move = (to: string, from: string) =>
      readRows(store(), `update events set project_id = '${to}' where project_id = '${from}' and seq = ${seqOf(b)}`);
    await move("elsewhere", projectId);
    const [row] = await snapshot();
    expect([Number(row?.seq), row?.beyond]).toEqual([seqOf(a) - 1, [seqOf(a), seqOf(c)]]);
    await move(projectId, "elsewhere");
    const second = open();
    second.settle(seqOf(c));
    await second.ready(projectId);
    expect(second.get(projectId).recommender.stats.interactions).toBe(3);
    second.observe(projectId, [...b, ...c]);
    expect(second.get(projectId).recommender.stats.interactions).toBe(3);
  });
});
