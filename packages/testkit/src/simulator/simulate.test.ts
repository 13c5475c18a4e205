import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { isUuid } from "@rapport/contracts/ids";
import { MESSAGE_SCHEMAS } from "@rapport/contracts/messages";
import { describe, expect, it } from "vitest";
import { generateCatalog } from "./generate-catalog.ts";
import type { SimulatedMessage, SimulatorInput } from "./simulate.ts";
import { simulate } from "./simulate.ts";

const START_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;
const shopPath = fileURLToPath(import.meta.resolve("@rapport/storefront/catalog.json"));
const shop = catalogItemSchema.array().parse(JSON.parse(readFileSync(shopPath, "utf8")));
const base = { seed: 7, visitors: 400, startMs: START_MS, days: 7, catalog: shop } satisfies SimulatorInput;
const messages = [...simulate(base)];
const truth = simulate(base).truth();

const serialise = (input: SimulatorInput) => [...simulate(input)].map((message) => JSON.stringify(message)).join("\n");
const productIdOf = (message: SimulatedMessage) => String(message.properties?.product_id);
const ofEvent = (event: string) => messages.filter((message) => message.event === event);

describe("the stream", () => {
  it("is byte-identical for one seed and another one for another seed", () => {
    const input = { ...base, visitors: 60 };
    expect(serialise(input)).toBe(serialise(input));
    expect(serialise({ ...input, seed: 8 })).not.toBe(serialise(input));
  });

  it("is the same at every iteration of one simulation", () => {
    const simulation = simulate({ ...base, visitors: 20 });
    expect([...simulation]).toEqual([...simulation]);
  });

  it("keeps a visitor as they are when more visitors come", () => {
    const more = simulate({ ...base, visitors: base.visitors + 50 }).truth();
    expect(more.people.slice(0, base.visitors).map(({ taste }) => taste)).toEqual(
      truth.people.map(({ taste }) => taste),
    );
  });

  it("consists of messages that the tracking API takes", () => {
    for (const message of messages) expect(MESSAGE_SCHEMAS[message.type].safeParse(message).error).toBeUndefined();
    expect(Math.max(...messages.map((message) => JSON.stringify(message).length))).toBeLessThan(8_192);
  });

  it("has unique UUIDv7 ids that carry the message's time", () => {
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(messages.length);
    for (const { messageId, originalTimestamp } of messages) {
      expect(isUuid(messageId) && messageId[14] === "7").toBe(true);
      expect(Number.parseInt(messageId.replace("-", "").slice(0, 12), 16)).toBe(Date.parse(originalTimestamp));
    }
  });

  it("comes in order of time and ends within the period, however long the visits are", () => {
    const longVisits = simulate({ ...base, visitors: 200, days: 1, meanExtraViews: 60 });
    const times = [...longVisits].map(({ originalTimestamp }) => Date.parse(originalTimestamp));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(START_MS);
    expect(times.at(-1)).toBeLessThan(START_MS + DAY_MS);
  });

  it("gives every device an id of its own, among 5,000 visitors too", () => {
    const crowd = simulate({ ...base, visitors: 5_000, days: 1, meanExtraViews: 0, meanReturns: 0 }).truth();
    const ids = crowd.people.flatMap(({ anonymousIds }) => anonymousIds);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(6_000);
  });

  it("runs through 100,000 messages without keeping them", () => {
    const catalog = generateCatalog(1, 1_000);
    // What is garbage only is no part of what is kept, whenever the engine would have collected it.
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const heldBytes = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = heldBytes();
    let count = 0;
    let kept = 0;
    for (const _ of simulate({ ...base, visitors: 10_000, catalog })) {
      count += 1;
      // A stream that would be kept has 100 MB and more.
      if (count % 20_000 === 0) kept = Math.max(kept, heldBytes() - before);
      if (count === 100_000) break;
    }
    expect(count).toBe(100_000);
    expect(kept).toBeLessThan(96 * 2 ** 20);
  });
});

describe("people", () => {
  it("browse anonymously, then sign in on the same device", () => {
    const identified = messages.filter(({ type }) => type === "identify");
    const before = identified.filter((identify) =>
      messages.some(
        (message) =>
          message.anonymousId === identify.anonymousId &&
          message.userId === undefined &&
          message.originalTimestamp < identify.originalTimestamp,
      ),
    );
    expect(before.length).toBeGreaterThan(20);
    expect(truth.people.filter(({ userId }) => userId !== null).length).toBe(
      new Set(identified.map(({ userId }) => userId)).size,
    );
  });

  it("carry their userId on everything that a device sends after it signed in", () => {
    const signedIn = new Map<string, string | undefined>();
    for (const message of messages) {
      if (message.type === "identify") signedIn.set(message.anonymousId, message.userId);
      expect(message.userId).toBe(signedIn.get(message.anonymousId));
    }
  });

  it("come back on later days, and some of them on another device", () => {
    const days = new Map<string, Set<string>>();
    const devices = new Map<string, Set<string>>();
    const add = (map: Map<string, Set<string>>, key: string, value: string) =>
      map.set(key, (map.get(key) ?? new Set()).add(value));
    for (const { anonymousId, userId, originalTimestamp } of messages) {
      add(days, anonymousId, originalTimestamp.slice(0, 10));
      if (userId) add(devices, userId, anonymousId);
    }
    expect([...days.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(50);
    expect([...devices.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(3);
  });

  it("arrive by campaigns whose UTM set stands on the landing page only", () => {
    const landings = messages.filter(({ context }) => "campaign" in context && context.campaign !== undefined);
    expect(landings.length).toBeGreaterThan(50);
    const pages = landings.filter(({ type }) => type === "page");
    expect(new Set(pages.map(({ context }) => context.sessionId)).size).toBe(pages.length);
  });

  it("order what they put into the cart, for the sum of its prices", () => {
    const orders = ofEvent("Order Completed");
    expect(orders.length).toBeGreaterThan(20);
    for (const { properties } of orders) {
      const products = properties?.products;
      if (!Array.isArray(products)) throw new Error("An order has no products");
      const cents = products.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0);
      expect(properties?.total).toBe(cents / 100);
    }
  });
});

describe("what was planted", () => {
  it("is counted in the truth as it is in the stream", () => {
    const counts: Record<string, number> = {};
    for (const { event, type } of messages) counts[event ?? type] = (counts[event ?? type] ?? 0) + 1;
    expect(truth.counts).toEqual(counts);
    expect(truth.messages).toBe(messages.length);
  });

  it("keeps late items out of everything before their time, and lets them be found after it", () => {
    expect(truth.coldItems.length).toBe(3);
    for (const { itemId, availableFrom } of truth.coldItems) {
      const seen = messages.filter((message) => JSON.stringify(message).includes(`"${itemId}"`));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.every(({ originalTimestamp }) => originalTimestamp >= availableFrom)).toBe(true);
    }
  });

  it("lets newcomers come once, late, for two items at most", () => {
    expect(truth.coldVisitors.length).toBeGreaterThan(5);
    for (const anonymousId of truth.coldVisitors) {
      const own = ofEvent("Product Viewed").filter((message) => message.anonymousId === anonymousId);
      expect(own.length >= 1 && own.length <= 2).toBe(true);
      expect(Date.parse(own[0]?.originalTimestamp ?? "")).toBeGreaterThan(START_MS + 6 * DAY_MS);
    }
  });

  it("makes popularity follow Zipf's law with the given exponent", () => {
    const catalog = generateCatalog(3, 400);
    for (const zipfExponent of [0.8, 1.2]) {
      const simulation = simulate({ ...base, visitors: 1_500, catalog, zipfExponent, coldItemShare: 0 });
      const views = new Map<string, number>();
      for (const message of simulation) {
        if (message.event !== "Product Viewed") continue;
        views.set(productIdOf(message), (views.get(productIdOf(message)) ?? 0) + 1);
      }
      const ranked = simulation.truth().popularity.slice(0, 60);
      const slope = fitSlope(ranked.map(({ itemId }, rank) => [Math.log(rank + 1), Math.log(views.get(itemId) ?? 1)]));
      expect(Math.abs(slope + zipfExponent)).toBeLessThan(0.2);
    }
  });

  it("makes people view what they like", () => {
    const categoryOf = new Map(shop.map(({ id, categories }) => [id, categories[0]]));
    const viewsOf = new Map<string, string[]>();
    for (const message of ofEvent("Product Viewed")) {
      const list = viewsOf.get(message.anonymousId) ?? [];
      viewsOf.set(message.anonymousId, [...list, categoryOf.get(productIdOf(message)) ?? ""]);
    }
    let liked = 0;
    let viewed = 0;
    for (const { anonymousIds, topCategories } of truth.people) {
      const views = anonymousIds.flatMap((id) => viewsOf.get(id) ?? []);
      viewed += views.length;
      liked += views.filter((category) => topCategories.includes(category)).length;
    }
    // Three of eight categories would get 37 % of the views of people without tastes.
    expect(liked / viewed).toBeGreaterThan(0.6);
  });
});

it("refuses what it cannot simulate", () => {
  expect(() => simulate({ ...base, visitors: 0 })).toThrow("visitors");
  expect(() => simulate({ ...base, days: 0 })).toThrow("days");
  expect(() => simulate({ ...base, catalog: shop.slice(0, 5) })).toThrow("catalog");
});

/** Slope of the least-squares line. */
function fitSlope(points: [number, number][]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
