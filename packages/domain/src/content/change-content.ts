import type { ContentPiece } from "@rapport/contracts/content";
import { RapportError } from "@rapport/contracts/errors";
import type { ContentChange, ContentRow } from "@rapport/store/queries/content";
import { getContentRow, updateContent } from "@rapport/store/queries/content";
import type { Context } from "../context.ts";
import { keepAsKnowledge } from "./content-knowledge.ts";
import { toPiece } from "./to-piece.ts";

/**
 * Changes a piece as it is now; one that somebody else changes in between is read again.
 * @throws RapportError not_found; conflict when it is published
 */
export async function changeContent(
  ctx: Context,
  id: string,
  toChange: (row: ContentRow) => Promise<ContentChange>,
): Promise<ContentPiece> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const row = await requireContent(ctx, id);
    if (row.state === "published") throw new RapportError("conflict", "It is published and changes no more");
    if (!(await updateContent(ctx.store.db, row, await toChange(row), timeAfter(row, ctx.now())))) continue;
    const piece = toPiece(await requireContent(ctx, id));
    await keepAsKnowledge(ctx, piece);
    return piece;
  }
  throw new RapportError("unavailable", "Others change the piece all the time; try again");
}

export async function requireContent({ store, projectId }: Context, id: string): Promise<ContentRow> {
  const row = await getContentRow(store.db, { projectId, id });
  if (row) return row;
  throw new RapportError("not_found", `There is no content “${id}” in this project; GET /api/v1/content lists it`);
}

/** Never the same time twice: it is what tells that nobody else has changed the piece. */
export function timeAfter({ updatedAt }: ContentRow, nowMs: number): Date {
  return new Date(Math.max(nowMs, updatedAt.getTime() + 1));
}
