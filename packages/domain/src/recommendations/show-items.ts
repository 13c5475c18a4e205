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
  const ids = new Set(ranked.flatMap((item) => [item.itemId, ...item.because.map((evidence) => evidence.itemId)]));
  const shown = new Map<string, RecommendedItem>();
  const missing: string[] = [];
  for (const id of ids) {
    const item = shelf.items.get(id);
    if (item) shown.set(id, showItem(item));
    else missing.push(id);
  }
  if (missing.length === 0) return shown;
  const found = await read(() => getCatalogItems(ctx.store.db, ctx.projectId, missing), []);
  for (const { embedding: _, ...item } of found) shown.set(item.id, showItem(item));
  return shown;
}

/** Without what a shop keeps to itself: a public key reads this. */
function showItem({ costCents: _, stock: __, ...item }: ShelvedItem): RecommendedItem {
  return item;
}
