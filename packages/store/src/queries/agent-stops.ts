import { eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { agentStops } from "../schema/agents.ts";

export type StopRow = typeof agentStops.$inferSelect;
/** Stands for every project. */
export const ALL_PROJECTS = "*";

/** A part begins after what it is a part of. */
const PARTS_FIRST = sql`project_id, parent_run_id is null, id desc`;
const ofProject = (projectId: string) => sql`project_id in (${projectId}, ${ALL_PROJECTS})`;

/** The stop that holds for a project, the one of all projects first. */
export async function getStopRow(db: Database, projectId: string): Promise<StopRow | undefined> {
  // '*' sorts before every project's id.
  const [row] = await db.select().from(agentStops).where(ofProject(projectId)).orderBy(agentStops.projectId).limit(1);
  return row;
}

/**
 * Stops agents, of one project or of all: what runs is fenced in the same transaction. Runs are locked as those lock them that settle a part: the part
 * first, what it is a part of second.
 */
export async function insertStop(
  tx: Database,
  { projectId, reason, stoppedBy }: Pick<StopRow, "projectId" | "reason" | "stoppedBy">,
): Promise<void> {
  await tx.insert(agentStops).values({ projectId, reason, stoppedBy }).onConflictDoNothing();
  await tx.execute(sql`
    update agent_runs r set state = 'stopped', epoch = r.epoch + 1
    from (
      select project_id, id from agent_runs
      where state in ('queued', 'running') ${projectId === ALL_PROJECTS ? sql`` : sql`and project_id = ${projectId}`}
      order by ${PARTS_FIRST} for update) held
    where r.project_id = held.project_id and r.id = held.id`);
}

/** Ends a stop; answers the runs that it held up and that nothing else holds up, in the order in which they are to be locked. */
export async function deleteStop(tx: Database, projectId: string): Promise<{ projectId: string; id: string }[]> {
  await tx.delete(agentStops).where(eq(agentStops.projectId, projectId));
  const rows = await tx.execute<{ project_id: string; id: string }>(sql`
    select r.project_id, r.id from agent_runs r
    where r.state = 'stopped' ${projectId === ALL_PROJECTS ? sql`` : sql`and r.project_id = ${projectId}`}
      and not exists (select 1 from agent_stops s where s.project_id in (r.project_id, ${ALL_PROJECTS}))
    order by ${PARTS_FIRST}`);
  return rows.map(({ project_id, id }) => ({ projectId: project_id, id }));
}
