import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** The snapshots of a project, by the path of the trait as JSON. */
export async function readPercentiles(db: Database, projectId: string): Promise<Map<string, number[]>> {
  const rows = await db.execute<Record<string, unknown>>(
    sql`select path, values from segment_percentiles where project_id = ${projectId}`,
  );
  return new Map(rows.map((row) => [String(row.path), toJson<number[]>(row.values)]));
}

/** Takes a snapshot of how a numeric trait is spread: 1,001 values that people have, in even ranks. */
export async function takePercentiles(
  tx: Database,
  params: { projectId: string; path: readonly string[]; takenAt: string },
): Promise<void> {
  const { projectId, path, takenAt } = params;
  const value = sql`traits #> array(select json_array_elements_text(${jsonRows(path)}))`;
  await tx.execute(sql`
    insert into segment_percentiles (project_id, path, values, people, taken_at)
    select ${projectId}, ${JSON.stringify(path)}, to_jsonb(spread), people, ${takenAt}::timestamptz from (
      select percentile_disc(array(select n / 1000.0 from generate_series(0, 1000) as n)) within group (order by v) as spread,
        count(*) as people
      from (select (${value})::numeric as v from profiles
        where project_id = ${projectId} and merged_into is null and jsonb_typeof(${value}) = 'number') as numbers) as taken
    where spread is not null
    on conflict (project_id, path) do update set values = excluded.values, people = excluded.people,
      taken_at = excluded.taken_at`);
}
