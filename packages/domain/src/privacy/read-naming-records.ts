import type { ExportRow } from "@rapport/store/queries/export-rows";
import { readRowsAt } from "@rapport/store/queries/export-rows";
import { readTextRows } from "@rapport/store/queries/personal-texts";
import { listWebhookRows } from "@rapport/store/queries/webhooks";
import type { Context } from "../context.ts";
import { Mentions } from "./mentions.ts";
import type { PersonalTable } from "./personal-tables.ts";
import { PERSONAL_TABLES } from "./personal-tables.ts";
import type { Recipients } from "./recipients.ts";
import type { Subject } from "./sealed-subject.ts";
import type { ExportRecord } from "./to-record.ts";
import { nameSection, toRecord } from "./to-record.ts";

/** Rows that name the person in their texts: whole where they are about them alone, else that they do. */
export async function* readNamingRecords(
  ctx: Context,
  subject: Subject,
  recipients: Recipients,
): AsyncGenerator<ExportRecord> {
  const mentions = new Mentions([{ ...subject, id: "person" }]);
  const webhooks = new Map((await listWebhookRows(ctx.store.db, ctx.projectId)).map(({ id, url }) => [id, url]));
  const naming = Object.entries(PERSONAL_TABLES).flatMap(([table, handling]) =>
    "texts" in handling ? [{ table, ...handling }] : [],
  );
  // Those that make one part come last, and one after the other.
  for (const place of naming.toSorted((a, b) => Number(a.effect === "mark") - Number(b.effect === "mark"))) {
    for await (const row of readNamingRows(ctx, mentions, place)) {
      yield toNamingRecord(place, row, mentions);
      if (place.effect !== "cut") continue;
      const to = webhooks.get(String(row.webhook_id)) ?? row.webhook_id;
      recipients.add("webhook", { to, what: row.type, at: row.created_at });
    }
  }
}

type TextTable = Extract<PersonalTable, { texts: readonly string[] }> & { table: string };

async function* readNamingRows(
  { store, projectId }: Context,
  mentions: Mentions,
  { table, texts }: TextTable,
): AsyncGenerator<ExportRow> {
  for await (const page of readTextRows(store.db, projectId, { table, columns: texts }, mentions.words)) {
    const isNaming = (text: string | null) => text !== null && mentions.mark(text).owner !== undefined;
    const places = page.filter((row) => row.texts.some(isNaming)).map(({ place }) => place);
    if (places.length > 0) yield* await readRowsAt(store.db, projectId, table, places);
  }
}

function toNamingRecord({ table, texts, effect }: TextTable, row: ExportRow, mentions: Mentions): ExportRecord {
  if (effect === "delete") return { section: nameSection(table), record: toRecord(row) };
  // What a row says of others, too, stays where it is.
  const isShared = (text: unknown) => effect === "mark" || mentions.cut(String(text)).text !== undefined;
  const own = Object.entries(row).filter(([column, value]) =>
    texts.includes(column) ? value !== null && !isShared(value) : typeof value !== "object",
  );
  const record = toRecord(Object.fromEntries(own));
  return effect === "cut"
    ? { section: nameSection(table), record }
    : { section: "mentions", record: { in: nameSection(table), ...record } };
}
