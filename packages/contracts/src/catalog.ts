import { z } from "zod";
import { LIMITS } from "./limits.ts";

const text = z.string().max(LIMITS.stringLength);

/** A thing that can be recommended. */
export const catalogItemSchema = z.strictObject({
  id: z.string().min(1).max(LIMITS.idLength),
  name: text.min(1),
  description: text.default(""),
  /** Most general first: `["Kitchen", "Knives"]`. */
  categories: z.array(z.string().min(1).max(LIMITS.eventNameLength)).max(20).default([]),
  tags: z.array(z.string().min(1).max(LIMITS.eventNameLength)).max(100).default([]),
  /** Integer cents of `currency`. */
  priceCents: z.number().int().nonnegative().max(2_147_483_647).nullable().default(null),
  currency: z.string().length(3).default("USD"),
  url: text.nullable().default(null),
  imageUrl: text.nullable().default(null),
  /** False keeps the item out of every recommendation at once. */
  available: z.boolean().default(true),
});
export type CatalogItem = z.infer<typeof catalogItemSchema>;

export const upsertItemsSchema = z.strictObject({ items: z.array(catalogItemSchema).min(1).max(LIMITS.catalogItems) });
export const upsertItemsAnswerSchema = z.object({ upserted: z.number().int() });
export const catalogPageSchema = z.object({ data: z.array(catalogItemSchema), nextCursor: z.string().nullable() });
