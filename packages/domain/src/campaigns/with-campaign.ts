import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { BudgetRow } from "@rapport/store/queries/budgets";
import type { AdSetRow, CampaignRow } from "@rapport/store/queries/campaigns";
import { findCampaign, listAdSetRows, lockCampaign } from "@rapport/store/queries/campaigns";
import { lockBudget } from "../budgets/lock-budget.ts";
import type { Context } from "../context.ts";
import { onCampaignClock } from "./campaign-clock.ts";

/** A campaign and what its money hangs on, locked until the transaction ends. */
export type LockedCampaign = {
  /** With the campaign's clock: a simulated one counts simulated days. */
  ctx: Context;
  tx: Database;
  budget: BudgetRow;
  campaign: CampaignRow;
  adSets: AdSetRow[];
};

/**
 * Runs work on a locked campaign in one transaction. The project's limits are locked first, always, so that two campaigns neither block each
 * other nor promise the same room.
 * @throws RapportError not_found
 */
export async function withCampaign<T>(
  ctx: Context,
  id: string,
  work: (locked: LockedCampaign) => Promise<T>,
): Promise<T> {
  const { store, projectId } = ctx;
  const found = requireCampaign(await findCampaign(store.db, { projectId, id }), id);
  const own = await onCampaignClock(ctx, found);
  return store.withTransaction(async (tx) => {
    const budget = await lockBudget(ctx, tx, found.currency);
    const campaign = requireCampaign(await lockCampaign(tx, { projectId, id }), id);
    return work({ ctx: own, tx, budget, campaign, adSets: await listAdSetRows(tx, { projectId, id }) });
  });
}

/** @throws RapportError not_found when there is no such row in the project */
export function requireCampaign(row: CampaignRow | undefined, id: string): CampaignRow {
  if (row) return row;
  throw new RapportError("not_found", `There is no campaign ${id} in this project`);
}
