import type { Budget } from "@rapport/contracts/budgets";
import type { BudgetRow } from "@rapport/store/queries/budgets";
import { findBudget, sumBudgetDays } from "@rapport/store/queries/budgets";
import type { Context } from "../context.ts";
import { monthStart, utcDay } from "./utc-day.ts";

/** A month is never longer. */
const MONTH_DAYS = 31;
/** Days of the ledger lie between these. */
const ALL_DAYS = { fromDay: 0, beforeDay: 100_000 };
const DEFAULT_CURRENCY = "USD";

/** The project's limits with what is spent and promised; without limits while nobody set any. */
export async function getBudget(ctx: Context): Promise<Budget> {
  const { store, projectId } = ctx;
  const row = await findBudget(store.db, projectId);
  const today = utcDay(ctx.now());
  const fromDay = monthStart(today);
  const beforeDay = monthStart(fromDay + MONTH_DAYS);
  const [day, month, total] = await Promise.all([
    sumBudgetDays(store.db, projectId, { fromDay: today, beforeDay: today + 1 }),
    sumBudgetDays(store.db, projectId, { fromDay, beforeDay }),
    sumBudgetDays(store.db, projectId, ALL_DAYS),
  ]);
  return {
    currency: row?.currency ?? DEFAULT_CURRENCY,
    dayCapCents: row?.dayCapCents ?? null,
    monthCapCents: row?.monthCapCents ?? null,
    projectCapCents: row?.projectCapCents ?? null,
    autoApproveCents: row?.autoApproveCents ?? null,
    stopped: stopOf(row),
    today: day,
    month,
    total,
  };
}

function stopOf(row: BudgetRow | undefined): Budget["stopped"] {
  if (!row?.stoppedAt) return null;
  return { at: row.stoppedAt.toISOString(), by: row.stoppedBy ?? "system", reason: row.stopReason ?? "" };
}
