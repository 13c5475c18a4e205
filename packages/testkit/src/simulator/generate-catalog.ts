import type { CatalogItem } from "@rapport/contracts/catalog";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { deriveRandom, STREAMS } from "./draws.ts";

const MATERIALS = [
  "Oak",
  "Linen",
  "Copper",
  "Stone",
  "Wool",
  "Glass",
  "Cork",
  "Brass",
  "Clay",
  "Cotton",
  "Steel",
  "Ash",
];
const THINGS = ["Bowl", "Lamp", "Throw", "Mug", "Tray", "Chair", "Vase", "Shelf", "Basket", "Clock", "Board", "Stool"];

/** A catalog of any size for benchmarks: items of `categoryCount` even categories, with names and prices. */
export function generateCatalog(seed: number, size: number, categoryCount = 12): CatalogItem[] {
  const random = deriveRandom(seed, STREAMS.catalog, 0);
  return Array.from({ length: size }, (_, index) => {
    const material = random.pick(MATERIALS);
    const thing = random.pick(THINGS);
    const category = `Department ${(index % categoryCount) + 1}`;
    return catalogItemSchema.parse({
      id: `item-${index + 1}`,
      name: `${material} ${thing} ${index + 1}`,
      description: `A ${thing.toLowerCase()} made of ${material.toLowerCase()}.`,
      categories: [category, `${category}: ${thing}`],
      tags: [material.toLowerCase(), thing.toLowerCase()],
      priceCents: 100 * (5 + random.int(200)) - 10,
    });
  });
}
