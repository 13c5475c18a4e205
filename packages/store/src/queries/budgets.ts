import { and, eq, gte, lt, sql, sum } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { budgetDays, budgets } from "../schema/budgets.ts";
import { toNumber } from "./raw.ts";

export type BudgetRow = typeof budgets.$inferSelect;
export type BudgetDayRow = typeof budgetDays.$inferSelect;

/** The project's limits; undefined while it has none. */
export async function findBudget(db: Database, projectId: string): Promise<BudgetRow | undefined> {
  const [row] = await db.select().from(budgets).where(eq(budgets.projectId, projectId));
  return row;
}

/** Locks the project's limits until the transaction ends; makes the row, without limits, where there is none. */
export async function lockBudget(tx: Database, projectId: string, currency: string): Promise<BudgetRow> {
  await tx.insert(budgets).values({ projectId, currency }).onConflictDoNothing();
  const [row] = await tx.select().from(budgets).where(eq(budgets.projectId, projectId)).for("update");
  if (row) return row;
  throw new Error("The limits of a project vanished in the transaction that made them");
}

export async function updateBudget(
  tx: Database,
  projectId: string,
  change: Partial<Omit<BudgetRow, "projectId">>,
): Promise<void> {
  await tx.update(budgets).set(change).where(eq(budgets.projectId, projectId));
}

/** What a day can have cost: its spend once that is final, else the larger of spend and promise. */
const EXPOSURE = sql<number>`case when ${budgetDays.isFinal} then ${budgetDays.spentCents}
  else greatest(${budgetDays.promisedCents}, ${budgetDays.spentCents}) end`;

/** What each campaign costs at most, by day from a day on; what was before stands in one row, under the day before it. */
export async function listExposures(
  tx: Database,
  projectId: string,
  fromDay: number,
): Promise<{ campaignId: string; day: number; cents: number }[]> {
  const day = sql<number>`greatest(${budgetDays.day}, ${fromDay - 1}::int)`;
  const rows = await tx
    .select({ campaignId: budgetDays.campaignId, day: day.as("day"), cents: sum(EXPOSURE) })
    .from(budgetDays)
    .where(eq(budgetDays.projectId, projectId))
    .groupBy(budgetDays.campaignId, sql`2`);
  return rows.map(({ campaignId, day: at, cents }) => ({ campaignId, day: toNumber(at), cents: toNumber(cents) }));
}

/** The ledger of one ad set, in order of its days. */
export async function listBudgetDays(
  tx: Database,
  { projectId, adSetId }: { projectId: string; adSetId: string },
): Promise<BudgetDayRow[]> {
  return tx
    .select()
    .from(budgetDays)
    .where(and(eq(budgetDays.projectId, projectId), eq(budgetDays.adSetId, adSetId)))
    .orderBy(budgetDays.day);
}

/** Writes what each day of an ad set was promised; what was spent stays. */
export async function putPromises(
  tx: Database,
  place: { projectId: string; campaignId: string; adSetId: string },
  promises: ReadonlyMap<number, number>,
): Promise<void> {
  if (promises.size === 0) return;
  await tx
    .insert(budgetDays)
    .values([...promises].map(([day, promisedCents]) => ({ ...place, day, promisedCents })))
    .onConflictDoUpdate({
      target: [budgetDays.projectId, budgetDays.adSetId, budgetDays.day],
      set: { promisedCents: sql`excluded.promised_cents` },
    });
}

/** Takes back promises of days after one. */
export async function dropPromisesAfter(
  tx: Database,
  { projectId, adSetId, day }: { projectId: string; adSetId: string; day: number },
): Promise<void> {
  await tx
    .update(budgetDays)
    .set({ promisedCents: 0 })
    .where(and(eq(budgetDays.projectId, projectId), eq(budgetDays.adSetId, adSetId), sql`${budgetDays.day} > ${day}`));
}

/** Writes what each day of an ad set cost. */
export async function putSpend(
  tx: Database,
  place: { projectId: string; campaignId: string; adSetId: string },
  days: readonly { day: number; spentCents: number; isFinal: boolean }[],
): Promise<void> {
  if (days.length === 0) return;
  await tx
    .insert(budgetDays)
    .values(days.map((day) => ({ ...place, ...day, promisedCents: 0 })))
    .onConflictDoUpdate({
      target: [budgetDays.projectId, budgetDays.adSetId, budgetDays.day],
      set: { spentCents: sql`excluded.spent_cents`, isFinal: sql`excluded.is_final` },
    });
}

/** Spend and worst case of the project's days in a range, the first included, the last not. */
export async function sumBudgetDays(
  db: Database,
  projectId: string,
  { fromDay, beforeDay }: { fromDay: number; beforeDay: number },
): Promise<{ spentCents: number; promisedCents: number }> {
  const [row] = await db
    .select({ spent: sum(budgetDays.spentCents), promised: sum(EXPOSURE) })
    .from(budgetDays)
    .where(and(eq(budgetDays.projectId, projectId), gte(budgetDays.day, fromDay), lt(budgetDays.day, beforeDay)));
  return { spentCents: toNumber(row?.spent ?? 0), promisedCents: toNumber(row?.promised ?? 0) };
}
