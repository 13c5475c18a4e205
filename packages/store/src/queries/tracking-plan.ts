import type { PlanMode } from "@rapport/contracts/tracking-plan";
import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { planEvents, planViolations, trackingPlans } from "../schema/tracking-plan.ts";
import { jsonRows } from "./raw.ts";

export type PlanEventRow = typeof planEvents.$inferSelect;
export type PlanViolationRow = typeof planViolations.$inferSelect;
/** One count as it is added; `lastSeenAt` is RFC 3339. */
export type NewViolationRow = Omit<PlanViolationRow, "lastSeenAt"> & { lastSeenAt: string };

/** Version of a project's plan; 0 before its first change. */
export async function getPlanVersion(db: Database, projectId: string): Promise<number> {
  const [row] = await db
    .select({ version: trackingPlans.version })
    .from(trackingPlans)
    .where(eq(trackingPlans.projectId, projectId));
  return row?.version ?? 0;
}

/** Takes the next version of a project's plan; the row stays locked until the transaction ends. */
export async function nextPlanVersion(tx: Database, projectId: string): Promise<number> {
  const [row] = await tx
    .insert(trackingPlans)
    .values({ projectId, version: 1 })
    .onConflictDoUpdate({
      target: trackingPlans.projectId,
      set: { version: sql`${trackingPlans.version} + 1` },
    })
    .returning({ version: trackingPlans.version });
  return row?.version ?? 1;
}

/** The events of a project's plan, by name. */
export async function listPlanEvents(db: Database, projectId: string): Promise<PlanEventRow[]> {
  return db.select().from(planEvents).where(eq(planEvents.projectId, projectId)).orderBy(asc(planEvents.name));
}

export async function findPlanEvent(db: Database, projectId: string, name: string): Promise<PlanEventRow | undefined> {
  const [row] = await db
    .select()
    .from(planEvents)
    .where(and(eq(planEvents.projectId, projectId), eq(planEvents.name, name)));
  return row;
}

/** Adds an event to the plan or replaces it. */
export async function upsertPlanEvent(
  tx: Database,
  row: {
    projectId: string;
    name: string;
    mode: PlanMode;
    schema: Record<string, unknown>;
    description: string;
    version: number;
    updatedAt: Date;
  },
): Promise<void> {
  const { mode, schema, description, version, updatedAt } = row;
  await tx
    .insert(planEvents)
    .values(row)
    .onConflictDoUpdate({
      target: [planEvents.projectId, planEvents.name],
      set: { mode, schema, description, version, updatedAt },
    });
}

/** Takes an event out of the plan; answers whether it was in it. */
export async function deletePlanEvent(tx: Database, projectId: string, name: string): Promise<boolean> {
  const rows = await tx
    .delete(planEvents)
    .where(and(eq(planEvents.projectId, projectId), eq(planEvents.name, name)))
    .returning({ name: planEvents.name });
  return rows.length > 0;
}

/** Adds to the counts of violations; the message and the sample of the last one stay. */
export async function addViolations(db: Database, rows: readonly NewViolationRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    insert into plan_violations (project_id, day, name, pointer, count, message, sample, last_seen_at)
    select r."projectId", r.day, r.name, r.pointer, r.count, r.message, r.sample, r."lastSeenAt"
    from json_to_recordset(${jsonRows(rows)}) as r("projectId" text, day date, name text, pointer text, count bigint,
      message text, sample text, "lastSeenAt" timestamptz)
    order by 1, 2, 3, 4
    on conflict (project_id, day, name, pointer) do update set count = plan_violations.count + excluded.count,
      message = excluded.message, last_seen_at = excluded.last_seen_at,
      sample = case when excluded.sample = '' then plan_violations.sample else excluded.sample end`);
}

/** Violations of a project, of one event if named: the newest day first, the most frequent first. */
export async function listViolationRows(
  db: Database,
  params: { projectId: string; name?: string | undefined; limit: number },
): Promise<PlanViolationRow[]> {
  return db
    .select()
    .from(planViolations)
    .where(
      and(
        eq(planViolations.projectId, params.projectId),
        params.name === undefined ? undefined : eq(planViolations.name, params.name),
      ),
    )
    .orderBy(desc(planViolations.day), desc(planViolations.count))
    .limit(params.limit);
}

/** Forgets violations of days before this one. */
export async function deleteViolationsBefore(db: Database, projectId: string, day: string): Promise<void> {
  await db.delete(planViolations).where(and(eq(planViolations.projectId, projectId), lt(planViolations.day, day)));
}
