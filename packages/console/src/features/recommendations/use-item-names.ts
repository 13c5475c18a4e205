import type { CatalogItem } from "@rapport/contracts/catalog";
import { useQuery } from "@tanstack/react-query";
import { catalogApi } from "../catalog/catalog-api.ts";

const PAGE_SIZE = 100;
/** A thousand items name what most people did lately; beyond it an item shows its id. */
const MAX_PAGES = 10;

/** Catalog items by id, for places that only have the id. */
export function useItemNames(): ReadonlyMap<string, CatalogItem> {
  const { data } = useQuery({
    queryKey: ["item-names"],
    queryFn: ({ signal }) => loadItems(signal),
    staleTime: 5 * 60_000,
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, CatalogItem> = new Map();

async function loadItems(signal: AbortSignal): Promise<ReadonlyMap<string, CatalogItem>> {
  const items = new Map<string, CatalogItem>();
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await catalogApi.items({ limit: PAGE_SIZE, cursor }, signal);
    for (const item of page.data) items.set(item.id, item);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return items;
}
