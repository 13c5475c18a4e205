import { z } from "zod";
import { LIMITS } from "./limits.ts";

const text = z.string().max(LIMITS.stringLength);
const label = z.string().min(1).max(LIMITS.eventNameLength);
const cents = z.number().int().nonnegative().max(2_147_483_647);
/** RFC 3339, kept in UTC. */
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

/** Bounds of one item beside those of the tracking API. */
const ITEM_LIMITS = { attributes: 50, attributeLength: 500, attributeValues: 20, dimensions: 2_048 } as const;

/** A fact about an item that rules can filter by. */
const attributeSchema = z.union([
  z.string().max(ITEM_LIMITS.attributeLength),
  z.number(),
  z.boolean(),
  z.array(z.string().max(ITEM_LIMITS.attributeLength)).max(ITEM_LIMITS.attributeValues),
]);

const itemShape = z.strictObject({
  id: z.string().min(1).max(LIMITS.idLength),
  /** What it is: product, article, post, offer, subject_line, or a word of your own; placements choose by it. */
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/, "is a word of a–z, 0–9, _ and -, at most 40 long, beginning with a letter")
    .default("product"),
  name: text.min(1),
  description: text.default(""),
  /** Most general first: `["Kitchen", "Knives"]`. */
  categories: z.array(label).max(20).default([]),
  tags: z.array(label).max(100).default([]),
  /** Integer cents of `currency`. */
  priceCents: cents.nullable().default(null),
  /** What it costs the shop, integer cents of `currency`: for margin rules. Never shown to a public key. */
  costCents: cents.nullable().default(null),
  currency: z
    .string()
    .regex(/^[A-Za-z]{3}$/, "is three letters of ISO 4217, such as EUR")
    .default("USD"),
  url: text.nullable().default(null),
  imageUrl: text.nullable().default(null),
  /** False keeps the item out of every recommendation at once. */
  available: z.boolean().default(true),
  /** Pieces left; 0 keeps the item out like `available: false`, null means it does not run out. */
  stock: z.number().int().nonnegative().max(2_147_483_647).nullable().default(null),
  /** The item can be recommended from this moment on, and until just before the other one; null is open. */
  validFrom: time.nullable().default(null),
  validUntil: time.nullable().default(null),
  /** Facts that rules filter by. Readable with the public key, as the item is. */
  attributes: z
    .record(z.string().min(1).max(64), attributeSchema)
    .refine((value) => Object.keys(value).length <= ITEM_LIMITS.attributes, {
      message: `has more than ${ITEM_LIMITS.attributes} attributes`,
    })
    .default({}),
  /** A vector of the item's meaning; all of a project's have one length. */
  embedding: z.array(z.number()).min(2).max(ITEM_LIMITS.dimensions).nullable().default(null),
});

/** A thing that can be recommended. */
export const catalogItemSchema = itemShape.refine(
  ({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom < validUntil,
  { path: ["validUntil"], message: "must be later than validFrom" },
);
export type CatalogItem = z.infer<typeof catalogItemSchema>;

/** What a recommendation shows of its item: without what a shop keeps to itself, and without the vector. */
export const recommendedItemSchema = itemShape.omit({ costCents: true, stock: true, embedding: true }).strip();
export type RecommendedItem = z.infer<typeof recommendedItemSchema>;

export const upsertItemsSchema = z.strictObject({ items: z.array(catalogItemSchema).min(1).max(LIMITS.catalogItems) });
export const upsertItemsAnswerSchema = z.object({ upserted: z.number().int() });
export const catalogPageSchema = z.object({ data: z.array(catalogItemSchema), nextCursor: z.string().nullable() });

/** Files that a catalog can be read from; the Google forms are those of Merchant Center. */
export const CATALOG_FORMATS = ["csv", "tsv", "jsonl", "google_xml", "google_tsv"] as const;
export type CatalogFormat = (typeof CATALOG_FORMATS)[number];

/** What became of the rows of a file. Rows that are refused hold back no other. */
export const importItemsAnswerSchema = z.object({
  /** Rows that the file has, empty lines and the header left out. */
  rows: z.number().int(),
  /** Items added or replaced; with a dry run, those that would have been. */
  upserted: z.number().int(),
  rejected: z.number().int(),
  /** The first 100 faults. `row` is the line of the file, or the number of the product in XML, from 1. */
  errors: z.array(z.object({ row: z.number().int(), field: z.string(), message: z.string() })),
});
export type ImportItemsAnswer = z.infer<typeof importItemsAnswerSchema>;
