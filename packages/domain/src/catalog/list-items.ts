import type { CatalogItem } from "@rapport/contracts/catalog";
import { listCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

export type ListItemsInput = {
  limit: number;
  cursor?: string | undefined;
  search?: string | undefined;
  category?: string | undefined;
  type?: string | undefined;
};

/** The catalog in the order of its ids. */
export async function listItems(
  ctx: Context,
  input: ListItemsInput,
): Promise<{ data: CatalogItem[]; nextCursor: string | null }> {
  const { cursor: afterId, ...rest } = input;
  const data = await listCatalogItems(ctx.store.db, { projectId: ctx.projectId, afterId, ...rest });
  return { data, nextCursor: data.length === input.limit ? (data.at(-1)?.id ?? null) : null };
}
