import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { BudgetRow } from "@rapport/store/queries/budgets";
import { lockBudget as lockBudgetRow } from "@rapport/store/queries/budgets";
import type { Context } from "../context.ts";

/**
 * Locks the project's limits, which have one currency for all campaigns.
 * @throws RapportError conflict when they are in another one
 */
export async function lockBudget(ctx: Context, tx: Database, currency: string): Promise<BudgetRow> {
  const row = await lockBudgetRow(tx, ctx.projectId, currency);
  if (row.currency === currency) return row;
  const message = `The project's budget is in ${row.currency}; a campaign in ${currency} cannot be held to it`;
  throw new RapportError("conflict", message, {
    fields: [{ pointer: "/currency", message: `must be ${row.currency}` }],
  });
}

/** @throws RapportError conflict while everything is stopped */
export function requireNotStopped({ stoppedAt, stopReason }: BudgetRow): void {
  if (stoppedAt === null) return;
  throw new RapportError("conflict", `All spending of the project is stopped (${stopReason}); release it first`);
}
