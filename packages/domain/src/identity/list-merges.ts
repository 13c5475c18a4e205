import type { Merge } from "@rapport/contracts/merges";
import { listMergeRows } from "@rapport/store/queries/merges";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { toMerge } from "./to-merge.ts";

export type ListMergesInput = { id: string; limit: number; cursor?: string | undefined };

/** Merges that a person took part in, the latest first, undone ones included. */
export async function listMerges(
  ctx: Context,
  input: ListMergesInput,
): Promise<{ data: Merge[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  const { id: profileId } = await requireProfile(ctx, input.id);
  const beforeSeq = input.cursor === undefined ? undefined : Number(input.cursor);
  const rows = await listMergeRows(store.db, { projectId, profileId, limit: input.limit, beforeSeq });
  const last = rows.at(-1);
  return { data: rows.map(toMerge), nextCursor: last && rows.length === input.limit ? String(last.seq) : null };
}
