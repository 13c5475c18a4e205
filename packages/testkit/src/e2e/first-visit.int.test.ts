import { profileSchema, timelinePageSchema } from "@rapport/contracts/profiles";
import type { RecommendationAnswer } from "@rapport/contracts/recommendations";
import { recommendationAnswerSchema } from "@rapport/contracts/recommendations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getJson, postJson, sendBatch } from "../server/api-client.ts";
import type { FollowedStream } from "../server/follow-stream.ts";
import { followStream } from "../server/follow-stream.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { storeEngines } from "../server/store-engines.ts";
import { readShopCatalog } from "./shop-catalog.ts";

const catalog = readShopCatalog();
const categoryOf = new Map(catalog.map(({ id, categories }) => [id, categories[0]]));
const coffee = catalog.filter(({ categories }) => categories[0] === "Coffee & Tea");
const garden = catalog.filter(({ categories }) => categories[0] === "Garden");
const DEVICE = "0199a0f0-0000-7000-8000-000000000001";

/** The time in which whoever watches must have seen an event. */
const LIVE_MS = 1_000;

describe.each(storeEngines(process.env.DATABASE_URL))("$name: a first visit", ({ start }) => {
  let server: SpawnedServer;
  let stream: FollowedStream;
  let offset = "";
  beforeAll(async () => {
    server = await start();
    stream = await followStream(server);
  });
  afterAll(async () => {
    stream?.stop();
    await server?.dispose();
  });

  /** Sends one message and expects it on the live stream within a second of the answer. */
  async function send(type: string, name: string, fields: Record<string, unknown> = {}): Promise<void> {
    ({ offset } = await sendBatch(server, [{ type, event: name, name, anonymousId: DEVICE, ...fields }]));
    const count = stream.received.length;
    const isThere = () =>
      stream.received
        .slice(Math.max(0, count - 1))
        .some(({ message }) => message.kind === "event" && message.event.name === name);
    await expect.poll(isThere, { timeout: LIVE_MS, interval: 5 }).toBe(true);
  }
  async function recommend(limit: number): Promise<RecommendationAnswer["recommendations"]> {
    const query = { anonymousId: DEVICE, placement: "home", limit, after: offset, waitMs: 5_000 };
    const answer = await postJson(server, "/api/v1/recommendations/query", query);
    const { degraded, recommendations } = recommendationAnswerSchema.parse(await answer.json());
    expect(degraded).toEqual([]);
    return recommendations;
  }
  const count = (recommendations: RecommendationAnswer["recommendations"], category: string) =>
    recommendations.filter(({ itemId }) => categoryOf.get(itemId) === category).length;
  const view = (id: string) => send("track", "Product Viewed", { properties: { product_id: id } });
  const seen = coffee.slice(0, 3);

  test("three products of one category make the next answer one of that category, unseen, with the reason", async () => {
    await send("page", "Home");
    for (const { id } of seen) await view(id);
    const recommendations = await recommend(4);
    expect(recommendations).toHaveLength(4);
    expect(count(recommendations, "Coffee & Tea")).toBeGreaterThanOrEqual(3);
    expect(recommendations.filter(({ itemId }) => seen.some(({ id }) => id === itemId))).toEqual([]);
    const [first] = recommendations;
    expect(first?.explanation.text).toMatch(
      new RegExp(`^Because you viewed (${seen.map(({ name }) => name).join("|")})`),
    );
    expect(seen.map(({ id }) => id)).toContain(first?.explanation.because[0]?.itemId);
  });

  test("signing in makes the anonymous history the person's", async () => {
    await send("identify", "identify", { userId: "customer-1", traits: { name: "Ada" } });
    const path = `/api/v1/users/customer-1?after=${offset}&wait=5000`;
    const profile = await getJson(server, path, profileSchema);
    expect(profile).toMatchObject({ userId: "customer-1", identified: true, traits: { name: "Ada" } });
    expect(profile.counters).toEqual({ Home: 1, "Product Viewed": 3, identify: 1 });
    expect(profile.identities).toContainEqual({ kind: "anonymous", value: DEVICE });
    const timeline = await getJson(server, "/api/v1/users/customer-1/timeline", timelinePageSchema);
    expect(timeline.data.map(({ name }) => name)).toEqual([
      "identify",
      "Product Viewed",
      "Product Viewed",
      "Product Viewed",
      "Home",
    ]);
  });

  test("products of another category change the next answer", async () => {
    const before = await recommend(6);
    for (const { id } of garden.slice(0, 3)) await view(id);
    const after = await recommend(6);
    expect(count(after, "Garden")).toBeGreaterThan(count(before, "Garden"));
    expect(after.map(({ itemId }) => itemId)).not.toEqual(before.map(({ itemId }) => itemId));
  });

  test("the basket and the order are counted", async () => {
    const product = { product_id: seen[0]?.id };
    await send("track", "Product Added", { properties: product });
    await send("track", "Order Completed", { properties: { order_id: "order-1", total: 12, products: [product] } });
    const path = `/api/v1/users/customer-1?after=${offset}&wait=5000`;
    const profile = await getJson(server, path, profileSchema);
    expect(profile.counters).toMatchObject({ "Product Viewed": 6, "Product Added": 1, "Order Completed": 1 });
    expect(profile.eventCount).toBe(10);
  });
});
