import type { AddDocument, KnowledgeDocument } from "@rapport/contracts/knowledge";
import type { Context } from "../context.ts";
import { CATALOG_KEY } from "./document-read-job.ts";
import { noteText } from "./note-text.ts";
import { openReading } from "./open-reading.ts";
import { chunkBlocks } from "./reading/chunk-blocks.ts";
import type { ReadFile } from "./reading/read-file.ts";
import { readFile, readText } from "./reading/read-file.ts";
import { storeDocument } from "./store-document.ts";
import { toDocument } from "./to-document.ts";

/**
 * Adds a document, or replaces the one with its key. Texts and files answer questions when this resolves; addresses and the catalog are
 * read by a job, which the answer names.
 * @throws RapportError invalid_body for what cannot be read, invalid_parameter for an address that may not be asked, conflict when
 *   there is no room
 */
export async function addDocument(ctx: Context, input: AddDocument): Promise<KnowledgeDocument> {
  const { language } = input;
  switch (input.kind) {
    case "text": {
      const { title, key = title } = input;
      return keep(ctx, { kind: "text", key, title, language, read: readText(input.text, input.format) });
    }
    case "file": {
      const read = await readFile(input.name, Buffer.from(input.contentBase64, "base64"));
      const title = input.title ?? read.title?.slice(0, 300) ?? input.name;
      return keep(ctx, { kind: "file", key: input.name, title, language, read });
    }
    case "url": {
      const url = ctx.outgoing.check(input.url);
      url.hash = "";
      const { depth, maxPages, title = url.href } = input;
      return openReading(ctx, {
        kind: "url",
        key: url.href,
        title,
        url: url.href,
        language,
        crawl: { depth, maxPages },
      });
    }
    case "catalog":
      return openReading(ctx, {
        kind: "catalog",
        key: CATALOG_KEY,
        title: "Catalog",
        url: null,
        language,
        crawl: null,
      });
  }
}

type KeptText = {
  kind: "text" | "file";
  key: string;
  title: string;
  language: "en" | "none";
  read: ReadFile;
};

async function keep(ctx: Context, { kind, key, title, language, read }: KeptText): Promise<KnowledgeDocument> {
  const chunks = chunkBlocks(read.blocks);
  const notes = noteText(chunks, read.hidden);
  return toDocument(await storeDocument(ctx, { kind, key, title, url: null, language, notes, chunks }));
}
