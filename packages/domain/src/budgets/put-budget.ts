import type { Budget, PutBudget } from "@rapport/contracts/budgets";
import { findCapBreach } from "@rapport/engine/budget/spend-ledger";
import { listExposures, updateBudget } from "@rapport/store/queries/budgets";
import type { Context } from "../context.ts";
import { getBudget } from "./get-budget.ts";
import { lockBudget } from "./lock-budget.ts";
import { capProblem } from "./promise-spend.ts";
import { monthStart, utcDay } from "./utc-day.ts";

/**
 * Sets the project's limits. What is promised already must fit: a limit that nothing holds would be a lie.
 * @throws RapportError conflict when more is promised, or campaigns are in another currency
 */
export async function putBudget(ctx: Context, input: PutBudget): Promise<Budget> {
  const { store, projectId } = ctx;
  await store.withTransaction(async (tx) => {
    await lockBudget(ctx, tx, input.currency);
    const today = utcDay(ctx.now());
    const exposures = await listExposures(tx, projectId, monthStart(today));
    const caps = {
      dayCents: input.dayCapCents,
      monthCents: input.monthCapCents,
      projectCents: input.projectCapCents,
      campaignCents: Number.POSITIVE_INFINITY,
    };
    const breach = findCapBreach(exposures, caps, { campaignId: "", fromDay: today });
    if (breach) throw capProblem(breach, input.currency);
    await updateBudget(tx, projectId, input);
  });
  return getBudget(ctx);
}
