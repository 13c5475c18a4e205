import type { CatalogItem } from "@rapport/contracts/catalog";
import type { SQL } from "drizzle-orm";
import { and, asc, eq, getTableColumns, gt, ilike, inArray, isNotNull, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { catalogItems } from "../schema/catalog.ts";

const { projectId: _, updatedAt: __, ...columns } = getTableColumns(catalogItems);
type ItemRow = Omit<typeof catalogItems.$inferSelect, "projectId" | "updatedAt">;

/** Adds items or replaces those that have the same id. */
export async function upsertCatalogItems(
  db: Database,
  projectId: string,
  items: readonly CatalogItem[],
): Promise<void> {
  const { id: ___, ...replaced } = columns;
  const set = Object.entries(replaced).map(([key, { name }]) => [key, sql.raw(`excluded.${toSnakeCase(name)}`)]);
  await db
    .insert(catalogItems)
    .values(items.map((item) => ({ projectId, ...item, ...toDates(item) })))
    .onConflictDoUpdate({
      target: [catalogItems.projectId, catalogItems.id],
      set: { ...Object.fromEntries(set), updatedAt: sql`now()` },
    });
}

/** Length of the vectors of a project's items; undefined while none has one. */
export async function readEmbeddingLength(db: Database, projectId: string): Promise<number | undefined> {
  const [row] = await db
    .select({ embedding: catalogItems.embedding })
    .from(catalogItems)
    .where(and(eq(catalogItems.projectId, projectId), isNotNull(catalogItems.embedding)))
    .limit(1);
  return row?.embedding?.length;
}

export type CatalogListParams = {
  projectId: string;
  limit: number;
  afterId?: string | undefined;
  search?: string | undefined;
  category?: string | undefined;
  type?: string | undefined;
};

/** Items in the order of their ids. */
export async function listCatalogItems(db: Database, params: CatalogListParams): Promise<CatalogItem[]> {
  const conditions: (SQL | undefined)[] = [eq(catalogItems.projectId, params.projectId)];
  if (params.afterId !== undefined) conditions.push(gt(catalogItems.id, params.afterId));
  if (params.category) conditions.push(sql`${catalogItems.categories} @> ${JSON.stringify([params.category])}::jsonb`);
  if (params.type) conditions.push(eq(catalogItems.type, params.type));
  if (params.search) {
    const pattern = `%${params.search.replaceAll(/[\\%_]/g, "\\$&")}%`;
    conditions.push(or(ilike(catalogItems.name, pattern), ilike(catalogItems.id, pattern)));
  }
  const rows = await db
    .select(columns)
    .from(catalogItems)
    .where(and(...conditions))
    .orderBy(asc(catalogItems.id))
    .limit(params.limit);
  return rows.map(toItem);
}

/** Items by id; unknown ids are absent. */
export async function getCatalogItems(db: Database, projectId: string, ids: readonly string[]): Promise<CatalogItem[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select(columns)
    .from(catalogItems)
    .where(and(eq(catalogItems.projectId, projectId), inArray(catalogItems.id, [...ids])));
  return rows.map(toItem);
}

/** Removes an item; answers whether there was one. */
export async function deleteCatalogItem(db: Database, projectId: string, id: string): Promise<boolean> {
  const rows = await db
    .delete(catalogItems)
    .where(and(eq(catalogItems.projectId, projectId), eq(catalogItems.id, id)))
    .returning({ id: catalogItems.id });
  return rows.length > 0;
}

function toDates({ validFrom, validUntil }: CatalogItem) {
  const toDate = (text: string | null) => (text === null ? null : new Date(text));
  return { validFrom: toDate(validFrom), validUntil: toDate(validUntil) };
}

function toItem({ validFrom, validUntil, ...row }: ItemRow): CatalogItem {
  return { ...row, validFrom: validFrom?.toISOString() ?? null, validUntil: validUntil?.toISOString() ?? null };
}

/** Drizzle names a column by its key until the statement is written; `excluded.` needs the database's name. */
function toSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
