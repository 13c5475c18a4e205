import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";

/**
 * Says by a text whether something of a run, its steps, questions or parts has changed: the same text, nothing has. Undefined when there
 * is no such run. It reads rows of this run alone, so that it can be asked several times a second.
 */
export async function readRunMark(
  db: Database,
  { projectId, id }: { projectId: string; id: string },
): Promise<string | undefined> {
  const [row] = await db.execute<{ mark: string }>(
    sql`select concat_ws(' ', run.state, run.wakes, run.epoch,
      (select concat_ws('/', count(*), sum(attempts), count(duration_ms), count(error), count(*) filter (where state = 'waiting'))
        from agent_steps where project_id = ${projectId} and run_id = ${id}),
      (select string_agg(state, ',' order by id) from approvals where project_id = ${projectId} and run_id = ${id}),
      (select string_agg(concat(state, wakes), ',' order by id) from agent_runs
        where project_id = ${projectId} and parent_run_id = ${id})) as mark
    from agent_runs run where run.project_id = ${projectId} and run.id = ${id}`,
  );
  return row?.mark;
}
