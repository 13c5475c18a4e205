import type { CatalogItem } from "@rapport/contracts/catalog";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import type { Context } from "@rapport/domain/context";
import { recordEvents } from "@rapport/domain/events/record-events";
import { enrichedEvent } from "../factories/enriched-events.ts";

/** What a small shop sells. */
const SHOP_ITEMS: readonly CatalogItem[] = catalogItemSchema.array().parse([
  {
    id: "copper-kettle",
    name: "Copper Kettle",
    description: "Boils a litre in three minutes. Made of copper that is polished by hand. The handle stays cool.",
    categories: ["Kitchen", "Kettles"],
    priceCents: 8_900,
    url: "/product.html?id=copper-kettle",
  },
  {
    id: "bread-knife",
    name: "Bread Knife",
    description: "Cuts a crust without tearing the crumb. Its blade is 24 centimetres long.",
    categories: ["Kitchen", "Knives"],
    priceCents: 5_200,
    url: "/product.html?id=bread-knife",
  },
]);

export type ShopTraffic = {
  people: number;
  nowMs: number;
  /** Stands in the description of each item. */
  note?: string;
};

/** A shop's catalog, and people who looked at the kettle; every third put it into the cart, every fifth bought. */
export async function recordShopTraffic(ctx: Context, { people, nowMs, note = "" }: ShopTraffic): Promise<void> {
  const items = SHOP_ITEMS.map((item) => ({ ...item, description: item.description + note }));
  await upsertItems(ctx, { items });
  const events = Array.from({ length: people }, (_, at) => eventsOf(ctx.projectId, at, nowMs)).flat();
  for (let from = 0; from < events.length; from += 500) {
    await recordEvents(ctx, { logId: ctx.projectId, steps: [], events: events.slice(from, from + 500) });
  }
}

function eventsOf(projectId: string, at: number, nowMs: number) {
  const properties = { product_id: "copper-kettle", name: "Copper Kettle", price: 89, currency: "USD" };
  const event = (name: string, minutesAgo: number) =>
    enrichedEvent({
      projectId,
      userId: `user-${at}`,
      anonymousId: undefined,
      name,
      timestampMs: nowMs - minutesAgo * 60_000,
      receivedAtMs: nowMs - minutesAgo * 60_000,
      payload: { properties },
    });
  return [
    event("Product Viewed", 90 + at),
    event("Product Viewed", 60 + at),
    ...(at % 3 === 0 ? [event("Product Added", 50)] : []),
    ...(at % 5 === 0 ? [event("Order Completed", 40)] : []),
  ];
}
