import type { Crossing } from "@rapport/contracts/triggers";
import { listCrossingRows } from "@rapport/store/queries/trigger-crossings";
import type { Context } from "../context.ts";
import { formatProfileId } from "../profiles/profile-id.ts";
import { requireTrigger } from "./triggers.ts";

/** What crossed a trigger and what came of it, the latest first. @throws RapportError not_found */
export async function listCrossings(
  ctx: Context,
  { triggerId, limit, cursor }: { triggerId: string; limit: number; cursor?: string | undefined },
): Promise<{ data: Crossing[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  await requireTrigger(ctx, triggerId);
  const rows = await listCrossingRows(store.db, { projectId, triggerId, limit, beforeId: cursor });
  const last = rows.at(-1);
  return {
    data: rows.map(({ projectId: _, at, firedAt, profileId, ...row }) => ({
      ...row,
      profileId: formatProfileId(profileId),
      at: at.toISOString(),
      firedAt: firedAt?.toISOString() ?? null,
    })),
    nextCursor: last && rows.length === limit ? last.id : null,
  };
}
