import { listAdSetRows, listWaitingMoves, settleBudgetMove } from "@rapport/store/queries/campaigns";
import { lockOpenActions } from "@rapport/store/queries/platform-actions";
import { remainingDays, tryPromise } from "../budgets/promise-spend.ts";
import { dayBegin, utcDay } from "../budgets/utc-day.ts";
import { requestAction } from "./request-action.ts";
import type { LockedCampaign } from "./with-campaign.ts";

/**
 * Raises what waits, once all that was lowered is certain: from tomorrow on, because what was lowered today may have been spent already. A
 * raise that no cap has room for is dropped.
 */
export async function goOnMoving({ ctx, tx, budget, campaign }: LockedCampaign): Promise<void> {
  const { projectId, id } = campaign;
  const moves = await listWaitingMoves(tx, { projectId, id });
  if (moves.length === 0) return;
  const open = await lockOpenActions(tx, { projectId, campaignId: id });
  if (open.length > 0) return;
  const adSets = new Map((await listAdSetRows(tx, { projectId, id })).map((adSet) => [adSet.id, adSet]));
  const tomorrow = utcDay(ctx.now()) + 1;
  const days = remainingDays(campaign, tomorrow);
  for (const move of moves) {
    const adSet = adSets.get(move.adSetId);
    const mayRise = campaign.state === "running" && adSet?.state === "running" && days.fromDay <= days.untilDay;
    const plans = [{ adSetId: move.adSetId, dailyCents: move.toCents, ...days }];
    if (!adSet || !mayRise || (await tryPromise(ctx, tx, { budget, campaign, plans }))) {
      await settleBudgetMove(tx, move, "dropped");
      continue;
    }
    const { toCents, why } = move;
    const key = `move ${move.day}`;
    const request = {
      kind: "set-budget",
      dailyBudgetCents: toCents,
      reason: why,
      key,
      runAt: dayBegin(tomorrow),
    } as const;
    await requestAction(ctx, tx, adSet, request);
    await settleBudgetMove(tx, move, "asked");
  }
}
