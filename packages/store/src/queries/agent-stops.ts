import { eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { agentStops } from "../schema/agents.ts";

export type StopRow = typeof agentStops.$inferSelect;
/** Stands for every project. */
export const ALL_PROJECTS = "*";

const ofProject = (projectId: string) => sql`project_id in (${projectId}, ${ALL_PROJECTS})`;

/** The stop that holds for a project, the one of all projects first. */
export async function getStopRow(db: Database, projectId: string): Promise<StopRow | undefined> {
  // '*' sorts before every project's id.
  const [row] = await db.select().from(agentStops).where(ofProject(projectId)).orderBy(agentStops.projectId).limit(1);
  return row;
}

/** Stops agents, of one project or of all: what runs is fenced in the same transaction. */
export async function insertStop(
  tx: Database,
  { projectId, reason, stoppedBy }: Pick<StopRow, "projectId" | "reason" | "stoppedBy">,
): Promise<void> {
  await tx.insert(agentStops).values({ projectId, reason, stoppedBy }).onConflictDoNothing();
  await tx.execute(sql`
    update agent_runs set state = 'stopped', epoch = epoch + 1
    where state in ('queued', 'running') ${projectId === ALL_PROJECTS ? sql`` : sql`and project_id = ${projectId}`}`);
}

/** Ends a stop; answers the runs that it held up and that nothing else holds up. */
export async function deleteStop(tx: Database, projectId: string): Promise<{ projectId: string; id: string }[]> {
  await tx.delete(agentStops).where(eq(agentStops.projectId, projectId));
  const rows = await tx.execute<{ project_id: string; id: string }>(sql`
    select r.project_id, r.id from agent_runs r
    where r.state = 'stopped' ${projectId === ALL_PROJECTS ? sql`` : sql`and r.project_id = ${projectId}`}
      and not exists (select 1 from agent_stops s where s.project_id in (r.project_id, ${ALL_PROJECTS}))`);
  return rows.map(({ project_id, id }) => ({ projectId: project_id, id }));
}
