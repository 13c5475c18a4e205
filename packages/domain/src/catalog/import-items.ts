import type { CatalogFormat, CatalogItem, ImportItemsAnswer } from "@rapport/contracts/catalog";
import { catalogItemSchema } from "@rapport/contracts/catalog";
import { LIMITS } from "@rapport/contracts/limits";
import { readEmbeddingLength } from "@rapport/store/queries/catalog";
import type { Context } from "../context.ts";
import type { FeedRow, RowFault } from "./feed/feed-row.ts";
import { readCsvRows } from "./feed/read-csv-rows.ts";
import { readJsonlRows } from "./feed/read-jsonl-rows.ts";
import { readXmlRows } from "./feed/read-xml-rows.ts";
import { toItemInput } from "./feed/to-item-input.ts";
import { upsertItems } from "./upsert-items.ts";

export type ImportItemsInput = {
  format: CatalogFormat;
  text: string;
  delimiter?: string | undefined;
  dryRun?: boolean | undefined;
};

const NAMED_ERRORS = 100;

/** Reads a catalog file and takes every row that is an item; of the others, says the row, the field and what to do. */
export async function importItems(ctx: Context, input: ImportItemsInput): Promise<ImportItemsAnswer> {
  const answer: ImportItemsAnswer = { rows: 0, upserted: 0, rejected: 0, errors: [] };
  let length = await readEmbeddingLength(ctx.store.db, ctx.projectId);
  let waiting: CatalogItem[] = [];
  const take = async () => {
    const distinct = new Map(waiting.map((item) => [item.id, item]));
    if (distinct.size > 0 && !input.dryRun) await upsertItems(ctx, { items: [...distinct.values()] });
    answer.upserted += distinct.size;
    waiting = [];
  };
  for (const row of readRows(input)) {
    answer.rows += 1;
    const read = readItem(row, length);
    if ("faults" in read) {
      answer.rejected += 1;
      answer.errors.push(...read.faults.slice(0, NAMED_ERRORS - answer.errors.length));
      continue;
    }
    length ??= read.item.embedding?.length;
    waiting.push(read.item);
    if (waiting.length === LIMITS.catalogItems) await take();
  }
  await take();
  return answer;
}

function readRows({ format, text, delimiter }: ImportItemsInput): Generator<FeedRow> {
  switch (format) {
    case "csv":
      return readCsvRows(text, delimiter ?? ",");
    case "tsv":
    case "google_tsv":
      return readCsvRows(text, "\t");
    case "jsonl":
      return readJsonlRows(text);
    case "google_xml":
      return readXmlRows(text);
  }
}

function readItem(row: FeedRow, length: number | undefined): { item: CatalogItem } | { faults: RowFault[] } {
  if ("fault" in row) return { faults: [{ row: row.row, ...row.fault }] };
  const read = "json" in row ? { item: row.json } : toItemInput(row.fields);
  if ("fault" in read) return { faults: [{ row: row.row, ...read.fault }] };
  const parsed = catalogItemSchema.safeParse(read.item);
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map(({ path, message }) => ({ row: row.row, field: path.join("."), message })),
    };
  }
  const item = parsed.data;
  const text = JSON.stringify(item);
  if (text.includes("\\u0000") || !text.isWellFormed()) {
    return { faults: [{ row: row.row, field: "", message: "holds U+0000 or half a surrogate pair; remove it" }] };
  }
  if (item.embedding !== null && length !== undefined && item.embedding.length !== length) {
    const message = `has ${item.embedding.length} numbers where this project's vectors have ${length}`;
    return { faults: [{ row: row.row, field: "embedding", message }] };
  }
  return { item };
}
