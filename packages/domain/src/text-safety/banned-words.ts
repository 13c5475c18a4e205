import type { BannedWord } from "@rapport/contracts/text-safety";
import { putBannedWordRows, readBannedWords } from "@rapport/store/queries/text-safety";
import type { Context } from "../context.ts";

/** The words that the project's texts must not hold. */
export async function listBannedWords(ctx: Context): Promise<{ data: BannedWord[]; nextCursor: null }> {
  return { data: await readBannedWords(ctx.store.db, ctx.projectId), nextCursor: null };
}

/** Puts a list in place of the one there is; it counts from the next check on. */
export async function putBannedWords(
  ctx: Context,
  { words }: { words: BannedWord[] },
): Promise<{ data: BannedWord[]; nextCursor: null }> {
  await putBannedWordRows(ctx.store.db, { projectId: ctx.projectId, words, updatedAt: new Date(ctx.now()) });
  return { data: words, nextCursor: null };
}
