import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CatalogItem } from "@rapport/contracts/catalog";
import { catalogItemSchema } from "@rapport/contracts/catalog";

/** The products of the demo shop. */
export function readShopCatalog(): CatalogItem[] {
  const path = fileURLToPath(import.meta.resolve("@rapport/storefront/catalog.json"));
  return catalogItemSchema.array().parse(JSON.parse(readFileSync(path, "utf8")));
}
