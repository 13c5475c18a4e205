import type { ScoreRow } from "@rapport/store/queries/profile-scores";
import { deleteOldScores, upsertScores } from "@rapport/store/queries/profile-scores";
import type { Context } from "../context.ts";
import { askForLooks } from "../segments/ask-for-looks.ts";
import { NOTHING_ASSESSED } from "../segments/assessment.ts";
import { noteScoreCrossings } from "../triggers/note-crossings.ts";

/** Keeps what models say of people; segments that ask for it look at those of whom it changed. */
export async function keepScores(ctx: Context, rows: readonly ScoreRow[]): Promise<void> {
  const { store, projectId } = ctx;
  let looks = NOTHING_ASSESSED;
  await store.withTransaction(async (tx) => {
    // Compares with the scores before these.
    await noteScoreCrossings(tx, ctx, projectId, rows);
    const profileIds = await upsertScores(tx, projectId, { rows, scoredAt: new Date(ctx.now()) });
    looks = await askForLooks(tx, ctx, projectId, { kind: "score", profileIds });
  });
  ctx.segments.announce(looks);
}

/** Forgets what was not said again since a time: nothing is known of these people any more. */
export async function forgetScores(ctx: Context, before: Date): Promise<void> {
  const { store, projectId } = ctx;
  let looks = NOTHING_ASSESSED;
  await store.withTransaction(async (tx) => {
    const profileIds = await deleteOldScores(tx, projectId, before);
    looks = await askForLooks(tx, ctx, projectId, { kind: "score", profileIds });
  });
  ctx.segments.announce(looks);
}
