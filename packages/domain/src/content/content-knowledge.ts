import type { ContentPiece } from "@rapport/contracts/content";
import { CHANNELS } from "@rapport/contracts/content-channels";
import { findDocumentByKey } from "@rapport/store/queries/knowledge";
import type { Context } from "../context.ts";
import { deleteDocument } from "../knowledge/get-document.ts";
import { noteText } from "../knowledge/note-text.ts";
import { chunkBlocks } from "../knowledge/reading/chunk-blocks.ts";
import { readText } from "../knowledge/reading/read-file.ts";
import { storeDocument } from "../knowledge/store-document.ts";

/** Makes an approved piece a document that questions are answered from, and forgets it when it is no longer approved. */
export async function keepAsKnowledge(
  ctx: Context,
  { id, title, channel, state, variants }: ContentPiece,
): Promise<void> {
  const key = `content:${id}`;
  if (state !== "approved" && state !== "published") {
    const known = await findDocumentByKey(ctx.store.db, { projectId: ctx.projectId, key });
    if (known?.kind === "content") await deleteDocument(ctx, known.id);
    return;
  }
  const text = variants.map(({ fields }) => Object.values(fields).join("\n")).join("\n\n");
  const read = readText(text, "text");
  const chunks = chunkBlocks(read.blocks);
  await storeDocument(ctx, {
    kind: "content",
    key,
    title: `${title} (${CHANNELS[channel].label})`,
    url: null,
    language: "en",
    notes: noteText(chunks, read.hidden),
    chunks,
  });
}
