import type { ContentPiece, ContentVariant } from "@rapport/contracts/content";
import type { Channel } from "@rapport/contracts/content-channels";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { ContentRow } from "@rapport/store/queries/content";
import { insertContent, listContentRows } from "@rapport/store/queries/content";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { changeContent, requireContent } from "./change-content.ts";
import { checkSafety } from "./check-safety.ts";
import { checkVariant } from "./check-variant.ts";
import { checkVoice } from "./check-voice.ts";
import { toChannel, toPiece } from "./to-piece.ts";

export type NewPiece = Pick<ContentPiece, "channel" | "title" | "brief" | "variants" | "facts">;

/** Keeps what a run has written; the same channel of the same run is one piece. Answers all pieces of the run. */
export async function keepContent(ctx: Context, runId: string, pieces: readonly NewPiece[]): Promise<ContentPiece[]> {
  const { projectId, store } = ctx;
  const createdAt = new Date(ctx.now());
  const rows = pieces.map((piece) => {
    return { ...piece, projectId, runId, id: newId("content", ctx.now(), ctx.randomBytes(10)), createdAt };
  });
  await insertContent(store.db, rows);
  return (await listContentRows(store.db, { projectId, runId, limit: 100 })).map(toPiece);
}

export type ListContentInput = {
  limit: number;
  cursor?: string | undefined;
  state?: ContentPiece["state"] | undefined;
  channel?: Channel | undefined;
};

/** Pieces of the project, the newest first. */
export async function listContent(
  { store, projectId }: Context,
  { limit, cursor, state, channel }: ListContentInput,
): Promise<{ data: ContentPiece[]; nextCursor: string | null }> {
  const rows = await listContentRows(store.db, { projectId, limit, beforeId: cursor, state, channel });
  const last = rows.at(-1);
  return { data: rows.map(toPiece), nextCursor: last && rows.length === limit ? last.id : null };
}

/** One piece. @throws RapportError not_found */
export async function getContent(ctx: Context, id: string): Promise<ContentPiece> {
  return toPiece(await requireContent(ctx, id));
}

/**
 * Changes texts of a piece's variants; they are checked anew, and the piece is a draft again.
 * @throws RapportError not_found; conflict when it is published; invalid_body naming a variant or field that the piece does not have
 */
export function editContent(
  ctx: Context,
  id: string,
  edits: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<ContentPiece> {
  return changeContent(ctx, id, async (row) => {
    for (const [key, fields] of Object.entries(edits)) requireFields(row, key, Object.keys(fields));
    const variants = row.variants.map((variant) => {
      const edit = edits[variant.key];
      return edit ? editVariant(ctx, row, variant, edit) : variant;
    });
    return { variants: await Promise.all(variants), state: "draft", decidedBy: null };
  });
}

/**
 * Approves a piece, or rejects it. One with problems cannot be approved, nor one whose time has passed: it would go out at once.
 * @throws RapportError not_found; conflict when it is published, its time has passed, or a variant has problems, naming the first
 */
export function decideContent(ctx: Context, id: string, state: "approved" | "rejected"): Promise<ContentPiece> {
  return changeContent(ctx, id, async ({ channel, variants, publishAt }) => {
    if (state === "approved" && publishAt !== null && publishAt.getTime() <= ctx.now()) {
      throw new RapportError("conflict", "Its time on the calendar has passed; choose another one, then approve");
    }
    // Looked over once more: words may have been banned since, and evidence may have expired.
    const looked = variants.map(async (variant) => {
      const unsafe = state === "approved" ? await checkSafety(ctx, toChannel(channel), variant.fields) : [];
      return { ...variant, problems: [...variant.problems, ...unsafe] };
    });
    const flawed = (await Promise.all(looked)).find(({ problems }) => problems.length > 0);
    if (state === "approved" && flawed) {
      const message = `Variant ${flawed.key}: ${flawed.problems[0]?.message}. Edit it, then approve`;
      throw new RapportError("conflict", message);
    }
    return { state, decidedBy: nameActor(ctx.actor) };
  });
}

function requireFields({ variants }: ContentRow, key: string, names: readonly string[]): void {
  const variant = variants.find((each) => each.key === key);
  const unknown = names.find((name) => !variant || !Object.hasOwn(variant.fields, name));
  if (variant && unknown === undefined) return;
  const pointer = variant ? `/variants/${key}/${unknown}` : `/variants/${key}`;
  throw new RapportError("invalid_body", `${pointer}: the piece has no such text`, {
    fields: [{ pointer, message: "the piece has no such text" }],
  });
}

async function editVariant(
  ctx: Context,
  { channel, facts, brief }: ContentRow,
  variant: ContentVariant,
  edit: Readonly<Record<string, string>>,
): Promise<ContentVariant> {
  const fields = { ...variant.fields, ...edit };
  const written = checkVariant({
    channel: toChannel(channel),
    fields,
    facts: facts.map(({ text }) => text),
    bannedWords: brief.bannedWords,
  });
  const sounding = checkVoice(fields, brief.voice, [brief.subject ?? "", ...facts.map(({ text }) => text)]);
  const problems = [...written, ...sounding, ...(await checkSafety(ctx, toChannel(channel), fields))];
  // What was said of its voice was said of another text.
  const { voice: _, ...rest } = variant;
  return { ...rest, fields, problems, edited: true };
}
