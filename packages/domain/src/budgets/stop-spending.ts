import type { Budget, StopBudget } from "@rapport/contracts/budgets";
import { findBudget, updateBudget } from "@rapport/store/queries/budgets";
import { listCampaignRows } from "@rapport/store/queries/campaigns";
import { pauseCampaign } from "../campaigns/pause-campaign.ts";
import { askForSending } from "../campaigns/platform-actions-send.ts";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { getBudget } from "./get-budget.ts";
import { lockBudget } from "./lock-budget.ts";

/** Campaigns of one page of the bulk pause. */
const PAGE = 100;

/**
 * The kill switch: from the commit on no act but a pause is claimed, and what is under way asks again before each request. Then every
 * campaign that spends is paused. Stopping twice keeps the first reason.
 */
export async function stopSpending(ctx: Context, input: StopBudget): Promise<Budget> {
  const { store, projectId } = ctx;
  const currency = (await findBudget(store.db, projectId))?.currency ?? (await getBudget(ctx)).currency;
  await store.withTransaction(async (tx) => {
    const row = await lockBudget(ctx, tx, currency);
    if (row.stoppedAt) return;
    const stop = { stoppedAt: new Date(ctx.now()), stoppedBy: nameActor(ctx.actor), stopReason: input.reason };
    await updateBudget(tx, projectId, stop);
  });
  const states = ["deploying", "running"] as const;
  for (;;) {
    const rows = await listCampaignRows(store.db, { projectId, limit: PAGE, states });
    for (const { id } of rows) await pauseCampaign(ctx, { id, reason: `Kill switch: ${input.reason}` });
    if (rows.length < PAGE) break;
  }
  return getBudget(ctx);
}

/** Lets acts be sent again. Campaigns stay paused until somebody resumes them. */
export async function releaseSpending(ctx: Context): Promise<Budget> {
  const { store, projectId } = ctx;
  const row = await findBudget(store.db, projectId);
  if (row?.stoppedAt) {
    await store.withTransaction(async (tx) => {
      await lockBudget(ctx, tx, row.currency);
      await updateBudget(tx, projectId, { stoppedAt: null, stoppedBy: null, stopReason: null });
    });
    await askForSending(ctx);
  }
  return getBudget(ctx);
}
