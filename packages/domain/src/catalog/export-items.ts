import type { CatalogItem } from "@rapport/contracts/catalog";
import { listCatalogItems } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";

const PAGE = 1_000;
const COLUMNS = [
  "id",
  "type",
  "name",
  "description",
  "categories",
  "tags",
  "priceCents",
  "costCents",
  "currency",
  "url",
  "imageUrl",
  "available",
  "stock",
  "validFrom",
  "validUntil",
  "embedding",
] as const satisfies readonly (keyof CatalogItem)[];

/** The whole catalog as text, page by page; what is exported can be imported again. */
export async function* exportItems(ctx: Context, { format }: { format: "csv" | "jsonl" }): AsyncGenerator<string> {
  const attributes = format === "csv" ? await findAttributes(ctx) : [];
  if (format === "csv") yield toLine([...COLUMNS, ...attributes.map((name) => `attributes.${name}`)]);
  for await (const items of readPages(ctx)) {
    yield items.map((item) => (format === "csv" ? toRow(item, attributes) : `${JSON.stringify(item)}\n`)).join("");
  }
}

async function* readPages(ctx: Context): AsyncGenerator<CatalogItem[]> {
  for (let afterId: string | undefined; ; ) {
    const items = await listCatalogItems(ctx.store.db, { projectId: ctx.projectId, limit: PAGE, afterId });
    if (items.length > 0) yield items;
    afterId = items.at(-1)?.id;
    if (items.length < PAGE) return;
  }
}

/** A header comes first, so the names that any item has must be known before the first row. */
async function findAttributes(ctx: Context): Promise<string[]> {
  const names = new Set<string>();
  for await (const items of readPages(ctx)) {
    for (const { attributes } of items) for (const name of Object.keys(attributes)) names.add(name);
  }
  return [...names].sort();
}

function toRow(item: CatalogItem, attributes: readonly string[]): string {
  const own = COLUMNS.map((column) => {
    const value = item[column];
    if (column === "categories") return joinTexts(item.categories, " > ");
    if (column === "tags") return joinTexts(item.tags, "|");
    return Array.isArray(value) ? JSON.stringify(value) : String(value ?? "");
  });
  const facts = attributes.map((name) => {
    const value = item.attributes[name];
    return Array.isArray(value) ? JSON.stringify(value) : String(value ?? "");
  });
  return toLine([...own, ...facts]);
}

function joinTexts(texts: readonly string[], separator: string): string {
  return texts.some((text) => /[>|,[]/.test(text)) ? JSON.stringify(texts) : texts.join(separator);
}

/** Spreadsheets run what begins with one of these as a formula; the apostrophe makes it text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

function toLine(values: readonly string[]): string {
  return `${values.map(toField).join(",")}\r\n`;
}

function toField(value: string): string {
  const safe = FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
