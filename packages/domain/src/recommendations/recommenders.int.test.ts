import type { CatalogItem } from "@rapport/contracts/catalog";
import { deleteCatalogItem, upsertCatalogItems } from "@rapport/store/queries/catalog";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestLogger, createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { Recommenders } from "./recommenders.ts";

let projects = 0;
const newProject = () => `prj_${++projects}`;
const item = (id: string): CatalogItem => ({
  id,
  name: id,
  description: "",
  categories: [],
  tags: [],
  priceCents: null,
  currency: "EUR",
  url: null,
  imageUrl: null,
  available: true,
});

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
});
