import { RapportError } from "@rapport/contracts/errors";
import { deleteCatalogItem } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

/** Takes an item out of the catalog and out of every recommendation. */
export async function deleteItem(ctx: Context, input: { id: string }): Promise<void> {
  const deleted = await deleteCatalogItem(ctx.store.db, ctx.projectId, input.id);
  if (!deleted) throw new RapportError("not_found", `There is no item with the id “${input.id}” in this project`);
  ctx.recommenders.removeItem(ctx.projectId, input.id);
}
