import type { Plan } from "@rapport/contracts/usage";
import { desc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { usageDaily } from "../schema/usage.ts";
import { projects, workspaces } from "../schema/workspaces.ts";
import { toNumber } from "./raw.ts";

/** What is added to one project's day. */
export type UsageDelta = {
  projectId: string;
  /** UTC day, `2026-01-31`. */
  day: string;
  accepted?: number;
  duplicates?: number;
  rejected?: number;
  bytes?: number;
};

/** Adds to the project's usage of one UTC day. */
export async function addUsage(tx: Database, delta: UsageDelta): Promise<void> {
  const { projectId, day, accepted = 0, duplicates = 0, rejected = 0, bytes = 0 } = delta;
  await tx.execute(sql`
    insert into usage_daily as u (project_id, day, accepted, duplicates, rejected, bytes)
    values (${projectId}, ${day}::date, ${accepted}::bigint, ${duplicates}::bigint, ${rejected}::bigint, ${bytes}::bigint)
    on conflict (project_id, day) do update set accepted = u.accepted + excluded.accepted,
      duplicates = u.duplicates + excluded.duplicates, rejected = u.rejected + excluded.rejected,
      bytes = u.bytes + excluded.bytes`);
}

export type UsageDay = { day: string; accepted: number; duplicates: number; rejected: number; bytes: number };

/** The latest days of all projects of a workspace together, the newest first. */
export async function listUsageDays(db: Database, workspaceId: string, limit: number): Promise<UsageDay[]> {
  const ofWorkspace = db.select({ id: projects.id }).from(projects).where(eq(projects.workspaceId, workspaceId));
  return db
    .select({
      day: sql<string>`${usageDaily.day}::text`,
      accepted: sql`sum(${usageDaily.accepted})`.mapWith(toNumber),
      duplicates: sql`sum(${usageDaily.duplicates})`.mapWith(toNumber),
      rejected: sql`sum(${usageDaily.rejected})`.mapWith(toNumber),
      bytes: sql`sum(${usageDaily.bytes})`.mapWith(toNumber),
    })
    .from(usageDaily)
    .where(inArray(usageDaily.projectId, ofWorkspace))
    .groupBy(usageDaily.day)
    .orderBy(desc(usageDaily.day))
    .limit(limit);
}

/** A workspace and what it may send. */
export type WorkspacePlan = { workspaceId: string; plan: Plan };

export async function findWorkspacePlan(db: Database, projectId: string): Promise<WorkspacePlan | undefined> {
  const [row] = await db
    .select({ workspaceId: workspaces.id, plan: workspaces.plan })
    .from(projects)
    .innerJoin(workspaces, eq(workspaces.id, projects.workspaceId))
    .where(eq(projects.id, projectId));
  return row;
}

/** Changes the plan; answers whether there is such a workspace. */
export async function updatePlan(db: Database, workspaceId: string, plan: Plan): Promise<boolean> {
  const rows = await db
    .update(workspaces)
    .set({ plan })
    .where(eq(workspaces.id, workspaceId))
    .returning({ id: workspaces.id });
  return rows.length > 0;
}

export type LeaseRequest = {
  workspaceId: string;
  day: string;
  /** The day's quota. */
  limit: number;
  wanted: number;
  /** Events that were taken without a lease while the store was away: charged whether they fit or not. */
  debt: number;
};

/**
 * Leases part of a day's quota, as much as is left. One statement, and the row that it changes is the sum of all leases:
 * whoever comes at the same time waits for it and sees the sum after it, so that no two get the same event.
 * @returns what this lease got, and the sum of all leases after it
 */
export async function leaseQuota(db: Database, request: LeaseRequest): Promise<{ granted: number; leased: number }> {
  const { workspaceId, day, limit, wanted, debt } = request;
  const granted = sql`greatest(0, least(${wanted}::bigint, ${limit}::bigint - ${debt}::bigint - q.leased))`;
  const first = Math.max(0, Math.min(wanted, limit - debt));
  const [row] = await db.execute<{ granted: unknown; leased: unknown }>(sql`
    insert into quota_days as q (workspace_id, day, leased, granted)
    values (${workspaceId}, ${day}::date, ${first + debt}::bigint, ${first}::bigint)
    on conflict (workspace_id, day) do update set granted = ${granted}, leased = q.leased + ${debt}::bigint + ${granted}
    returning granted, leased`);
  return { granted: toNumber(row?.granted), leased: toNumber(row?.leased) };
}

/** Gives back what a lease did not spend. */
export async function returnQuota(db: Database, workspaceId: string, day: string, unspent: number): Promise<void> {
  await db.execute(sql`
    update quota_days set leased = greatest(0, leased - ${unspent}::bigint)
    where workspace_id = ${workspaceId} and day = ${day}::date`);
}

/** Gives back what events of a project cost that turned out to be stored already. */
export async function refundQuota(tx: Database, projectId: string, day: string, events: number): Promise<void> {
  await tx.execute(sql`
    update quota_days q set leased = greatest(0, q.leased - ${events}::bigint)
    from projects p where p.id = ${projectId} and q.workspace_id = p.workspace_id and q.day = ${day}::date`);
}

/**
 * Frees what processes that were killed held and never spent, in every workspace: what is left is what is stored, and
 * what `heldBy` says that the caller holds or has spent since it started. Only for the one process that uses the store.
 */
export async function freeLostLeases(
  db: Database,
  day: string,
  heldBy: readonly { workspaceId: string; events: number }[],
): Promise<void> {
  await db.execute(sql`
    update quota_days q set leased = least(q.leased, coalesce((
        select sum(u.accepted) from usage_daily u join projects p on p.id = u.project_id
        where p.workspace_id = q.workspace_id and u.day = q.day), 0)
      + coalesce((select h.events from json_to_recordset(${JSON.stringify(heldBy.map(({ workspaceId, events }) => ({ workspace_id: workspaceId, events })))}::json)
          as h(workspace_id text, events bigint) where h.workspace_id = q.workspace_id), 0))
    where q.day = ${day}::date`);
}
