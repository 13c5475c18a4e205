import type { CatalogItem } from "@rapport/contracts/catalog";
import { RapportError } from "@rapport/contracts/errors";
import { getCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

/** One item of the catalog. @throws RapportError not_found */
export async function getItem(ctx: Context, { id }: { id: string }): Promise<CatalogItem> {
  const [item] = await getCatalogItems(ctx.store.db, ctx.projectId, [id]);
  if (item) return item;
  throw new RapportError("not_found", `There is no item with the id “${id}” in this project`);
}
