import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";

/** What waits for somebody in a project. */
export async function countNeeds(
  db: Database,
  { projectId, failedSince }: { projectId: string; failedSince: Date },
): Promise<{ approvals: number; deadLetters: number; failedJobs: number }> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select
      (select count(*) from approvals where project_id = ${projectId} and state = 'pending') as approvals,
      (select count(*) from dead_letters where project_id = ${projectId}) as dead,
      (select count(*) from jobs where project_id = ${projectId} and outcome = 'failed'
        and finished_at >= ${failedSince.toISOString()}::timestamptz) as failed`);
  return {
    approvals: toNumber(row?.approvals ?? 0),
    deadLetters: toNumber(row?.dead ?? 0),
    failedJobs: toNumber(row?.failed ?? 0),
  };
}
