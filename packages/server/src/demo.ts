import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { upsertItemsSchema } from "@rapport/contracts/catalog";
import { upsertItems } from "@rapport/domain/catalog/upsert-items";
import type { Context } from "@rapport/domain/context";

/** Puts the demo shop's products into the demo project's catalog. */
export async function loadDemoCatalog(ctx: Context, storefrontDir: string): Promise<number> {
  const items: unknown = JSON.parse(await readFile(join(storefrontDir, "catalog.json"), "utf8"));
  return upsertItems(ctx, upsertItemsSchema.parse({ items }));
}
