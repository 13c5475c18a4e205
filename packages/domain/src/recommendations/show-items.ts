import type { RecommendedItem } from "@rapport/contracts/catalog";
import type { RankedItem } from "@rapport/engine/recommender";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { Shelf, ShelvedItem } from "../catalog/shelf.ts";
import type { Context } from "../context.ts";
import type { Reader } from "./find-subject.ts";

/** What is shown of the items: from memory, and from the store those that memory does not hold yet. */
export async function showItems(
  ctx: Context,
  shelf: Shelf,
  ranked: readonly RankedItem[],
  read: Reader,
): Promise<Map<string, RecommendedItem>> {
  const shown = new Map<string, RecommendedItem>();
  const missing: string[] = [];
  const show = (id: string) => {
    if (shown.has(id)) return;
    const item = shelf.items.get(id);
    if (item) shown.set(id, showShelved(item));
    else if (!missing.includes(id)) missing.push(id);
  };
  for (const { itemId, because } of ranked) {
    show(itemId);
    for (const evidence of because) show(evidence.itemId);
  }
  if (missing.length === 0) return shown;
  const found = await read(() => getCatalogItems(ctx.store.db, ctx.projectId, missing), []);
  for (const { embedding: _, ...item } of found) shown.set(item.id, showItem(item));
  return shown;
}

/** By item of a shelf, which puts another one in its place when it changes: the same one is shown thousands of times. */
const known = new WeakMap<ShelvedItem, RecommendedItem>();

/** What is shown of an item, the same object as long as the item is the same. */
function showShelved(item: ShelvedItem): RecommendedItem {
  const shown = known.get(item) ?? showItem(item);
  known.set(item, shown);
  return shown;
}

/** Without what a shop keeps to itself: a public key reads this. */
function showItem({ costCents: _, stock: __, ...item }: ShelvedItem): RecommendedItem {
  return item;
}
