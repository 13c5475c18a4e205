import type { CatalogItem } from "@rapport/contracts/catalog";
import { upsertCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

/** Adds or replaces items; they can be recommended when this resolves. The last of two with one id wins. */
export async function upsertItems(ctx: Context, input: { items: readonly CatalogItem[] }): Promise<number> {
  const items = [...new Map(input.items.map((item) => [item.id, item])).values()];
  await upsertCatalogItems(ctx.store.db, ctx.projectId, items);
  ctx.recommenders.setItems(ctx.projectId, items);
  return items.length;
}
