import { isDeepStrictEqual } from "node:util";
import type { Optimization } from "@rapport/contracts/campaigns";
import type { ChosenBudgets } from "@rapport/domain/campaigns/chosen-budgets";
import { wereLastMoves } from "@rapport/domain/campaigns/last-moves";
import { optimizeCampaign } from "@rapport/domain/campaigns/optimize-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";

/** What is moved: from which daily budget to which, by ad set. */
function movesOf(optimization: Optimization | undefined) {
  return (optimization?.moves ?? []).map(({ adSetId, fromCents, toCents }) => ({ adSetId, fromCents, toCents }));
}

/**
 * Moves what was proposed, or what a person has chosen in place of it, and nothing else: where figures have changed since and other moves would follow, none is made.
 * Answers whether something was asked for, be it by an execution of this step that was cut.
 */
export async function applyMoves(
  ctx: Context,
  id: string,
  { proposed, chosen }: { proposed: Optimization | undefined; chosen?: ChosenBudgets | undefined },
): Promise<boolean> {
  const now = await optimizeCampaign(ctx, { id, dryRun: true });
  if (isDeepStrictEqual(movesOf(now), movesOf(proposed))) {
    const { applied } = await optimizeCampaign(ctx, { id, dryRun: false, chosen });
    await sendActions(ctx);
    return applied;
  }
  const wanted = movesOf(proposed).map((move) => ({ ...move, toCents: chosen?.[move.adSetId] ?? move.toCents }));
  if (!(await wereLastMoves(ctx, { id, moves: wanted }))) return false;
  await sendActions(ctx);
  return true;
}
