import type { CatalogItem } from "@rapport/contracts/catalog";
import type { SQL } from "drizzle-orm";
import { and, asc, eq, gt, ilike, inArray, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { catalogItems } from "../schema/catalog.ts";

const columns = {
  id: catalogItems.id,
  name: catalogItems.name,
  description: catalogItems.description,
  categories: catalogItems.categories,
  tags: catalogItems.tags,
  priceCents: catalogItems.priceCents,
  currency: catalogItems.currency,
  url: catalogItems.url,
  imageUrl: catalogItems.imageUrl,
  available: catalogItems.available,
};

/** Adds items or replaces those that have the same id. */
export async function upsertCatalogItems(
  db: Database,
  projectId: string,
  items: readonly CatalogItem[],
): Promise<void> {
  const excluded = (column: string) => sql.raw(`excluded.${column}`);
  await db
    .insert(catalogItems)
    .values(items.map((item) => ({ projectId, ...item })))
    .onConflictDoUpdate({
      target: [catalogItems.projectId, catalogItems.id],
      set: {
        name: excluded("name"),
        description: excluded("description"),
        categories: excluded("categories"),
        tags: excluded("tags"),
        priceCents: excluded("price_cents"),
        currency: excluded("currency"),
        url: excluded("url"),
        imageUrl: excluded("image_url"),
        available: excluded("available"),
        updatedAt: sql`now()`,
      },
    });
}

export type CatalogListParams = {
  projectId: string;
  limit: number;
  afterId?: string | undefined;
  search?: string | undefined;
  category?: string | undefined;
};

/** Items in the order of their ids. */
export async function listCatalogItems(db: Database, params: CatalogListParams): Promise<CatalogItem[]> {
  const conditions: (SQL | undefined)[] = [eq(catalogItems.projectId, params.projectId)];
  if (params.afterId !== undefined) conditions.push(gt(catalogItems.id, params.afterId));
  if (params.category) conditions.push(sql`${catalogItems.categories} @> ${JSON.stringify([params.category])}::jsonb`);
  if (params.search) {
    const pattern = `%${params.search.replaceAll(/[\\%_]/g, "\\$&")}%`;
    conditions.push(or(ilike(catalogItems.name, pattern), ilike(catalogItems.id, pattern)));
  }
  return db
    .select(columns)
    .from(catalogItems)
    .where(and(...conditions))
    .orderBy(asc(catalogItems.id))
    .limit(params.limit);
}

/** Items by id; unknown ids are absent. */
export async function getCatalogItems(db: Database, projectId: string, ids: readonly string[]): Promise<CatalogItem[]> {
  if (ids.length === 0) return [];
  return db
    .select(columns)
    .from(catalogItems)
    .where(and(eq(catalogItems.projectId, projectId), inArray(catalogItems.id, [...ids])));
}

/** Removes an item; answers whether there was one. */
export async function deleteCatalogItem(db: Database, projectId: string, id: string): Promise<boolean> {
  const rows = await db
    .delete(catalogItems)
    .where(and(eq(catalogItems.projectId, projectId), eq(catalogItems.id, id)))
    .returning({ id: catalogItems.id });
  return rows.length > 0;
}
