import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { modelUsage } from "../schema/model-usage.ts";

export type ModelUsageRow = typeof modelUsage.$inferSelect;
type DayPlace = { projectId: string; day: string };
type Amount = { inputTokens: number; outputTokens: number; costMicros: number };

const at = ({ projectId, day }: DayPlace) => and(eq(modelUsage.projectId, projectId), eq(modelUsage.day, day));

/** Sets an amount aside if the day has room for it; one statement, so that two at once cannot both take the last of it. */
export async function holdModelUsage(
  db: Database,
  { projectId, day }: DayPlace,
  { inputTokens, outputTokens, costMicros }: Amount,
  bound: { tokens: number | null; micros: number | null },
): Promise<boolean> {
  const tokens = inputTokens + outputTokens;
  await db.insert(modelUsage).values({ projectId, day }).onConflictDoNothing();
  const rows = await db.execute(sql`
    update model_usage set held_tokens = held_tokens + ${tokens}::bigint, held_micros = held_micros + ${costMicros}::bigint
    where project_id = ${projectId} and day = ${day}::date
      and (${bound.tokens}::bigint is null or input_tokens + output_tokens + held_tokens + ${tokens}::bigint <= ${bound.tokens}::bigint)
      and (${bound.micros}::bigint is null or cost_micros + held_micros + ${costMicros}::bigint <= ${bound.micros}::bigint)
    returning 1`);
  return rows.length > 0;
}

/** Writes what was spent, and frees what was set aside for it. */
export async function settleModelUsage(db: Database, place: DayPlace, held: Amount, spent: Amount): Promise<void> {
  await db
    .update(modelUsage)
    .set({
      inputTokens: sql`${modelUsage.inputTokens} + ${spent.inputTokens}::bigint`,
      outputTokens: sql`${modelUsage.outputTokens} + ${spent.outputTokens}::bigint`,
      costMicros: sql`${modelUsage.costMicros} + ${spent.costMicros}::bigint`,
      heldTokens: sql`${modelUsage.heldTokens} - ${held.inputTokens + held.outputTokens}::bigint`,
      heldMicros: sql`${modelUsage.heldMicros} - ${held.costMicros}::bigint`,
      calls: sql`${modelUsage.calls} + 1`,
    })
    .where(at(place));
}

export async function getModelUsageRow(db: Database, place: DayPlace): Promise<ModelUsageRow | undefined> {
  const [row] = await db.select().from(modelUsage).where(at(place));
  return row;
}
