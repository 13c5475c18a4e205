import type { CatalogItem } from "@rapport/contracts/catalog";
import { listCatalogItems } from "@rapport/store/queries/catalog";
import type { DocumentRow, NewChunk } from "@rapport/store/queries/knowledge";
import { updateDocument } from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";
import type { ReadingJob } from "./document-read-job.ts";
import { CATALOG_KEY } from "./document-read-job.ts";
import { storeDocument } from "./store-document.ts";

/** Documents that the items are spread over, so that a changed item rewrites a small part of them. */
const PARTS = 64;
const PAGE = 500;

/** Brings the catalog's documents up to its items; what has not changed is not written. */
export async function readCatalogDocument(
  ctx: Context,
  { id, language }: DocumentRow,
  job: ReadingJob,
): Promise<{ pages: number }> {
  const parts = Array.from({ length: PARTS }, (): NewChunk[] => []);
  let items = 0;
  for (let afterId: string | undefined; ; ) {
    const page = await listCatalogItems(ctx.store.db, { projectId: ctx.projectId, limit: PAGE, afterId });
    for (const item of page) parts[partOf(item.id)]?.push(toChunk(item));
    items += page.length;
    job.signal.throwIfAborted();
    job.report({ done: items, note: "reading items" });
    afterId = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  for (const [part, chunks] of parts.entries()) {
    job.signal.throwIfAborted();
    const key = `${CATALOG_KEY}${part}`;
    const document = { kind: "catalog" as const, key, title: "Catalog", url: null, language };
    await storeDocument(ctx, { ...document, notes: [], chunks, parentId: id });
  }
  await finish(ctx, id, items);
  return { pages: items };
}

async function finish(ctx: Context, id: string, items: number): Promise<void> {
  const notes = [items === 1 ? "1 item" : `${items} items`];
  await updateDocument(
    ctx.store.db,
    { projectId: ctx.projectId, id },
    { state: "ready", error: null, notes, updatedAt: new Date(ctx.now()) },
  );
}

/** FNV-1a: the same item is always in the same part. */
function partOf(itemId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < itemId.length; i++) hash = Math.imul(hash ^ itemId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % PARTS;
}

/** An item in words, so that a question about its price or its colour finds it. What the shop paid is left out. */
function toChunk(item: CatalogItem): NewChunk {
  const { name, description, categories, tags, priceCents, currency, available, stock, attributes, url } = item;
  const facts = [
    categories.length > 0 && `Categories: ${categories.join(", ")}.`,
    tags.length > 0 && `Tags: ${tags.join(", ")}.`,
    priceCents !== null && `The price of ${name} is ${(priceCents / 100).toFixed(2)} ${currency}.`,
    available && stock !== 0 ? `${name} is available.` : `${name} is not available.`,
    ...Object.entries(attributes).map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : value}.`),
  ];
  return { heading: name, text: [name, description, ...facts].filter(Boolean).join("\n").slice(0, 4_000), url };
}
