import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** The snapshots of a project, by `percentileKey`. */
export async function readPercentiles(db: Database, projectId: string): Promise<Map<string, number[]>> {
  const rows = await db.execute<Record<string, unknown>>(
    sql`select path, values from segment_percentiles where project_id = ${projectId}`,
  );
  return new Map(rows.map((row) => [String(row.path), toJson<number[]>(row.values)]));
}

/** What a snapshot is of: a trait by its path, or a computed trait by its key. */
export type PercentileOf = { in?: "traits" | "computed" | undefined; path: readonly string[] };

/** The text that a snapshot is kept under. */
export function percentileKey({ in: place, path }: PercentileOf): string {
  return JSON.stringify(place === "computed" ? { computed: path[0] } : path);
}

/** Takes a snapshot of how a number is spread: 1,001 values that people have, in even ranks. */
export async function takePercentiles(
  tx: Database,
  params: { projectId: string; of: PercentileOf; takenAt: string },
): Promise<void> {
  const { projectId, of, takenAt } = params;
  await tx.execute(sql`
    insert into segment_percentiles (project_id, path, values, people, taken_at)
    select ${projectId}, ${percentileKey(of)}, to_jsonb(spread), people, ${takenAt}::timestamptz
    from (${spreadSql(projectId, of)}) as taken
    where spread is not null
    on conflict (project_id, path) do update set values = excluded.values, people = excluded.people,
      taken_at = excluded.taken_at`);
}

/** The same values without keeping them; undefined where nobody has a number. */
export async function measurePercentiles(
  db: Database,
  { projectId, of }: { projectId: string; of: PercentileOf },
): Promise<number[] | undefined> {
  const [row] = await db.execute<{ values: unknown }>(
    sql`select to_jsonb(spread) as values from (${spreadSql(projectId, of)}) as taken where spread is not null`,
  );
  return row && toJson<number[]>(row.values);
}

function spreadSql(projectId: string, of: PercentileOf): SQL {
  return sql`
    select percentile_disc(array(select n / 1000.0 from generate_series(0, 1000) as n)) within group (order by v) as spread,
      count(*) as people
    from (select v::numeric as v from (${valuesSql(projectId, of)}) as found where jsonb_typeof(v) = 'number') as numbers`;
}

/** Puts up to be looked at whose number lies between two bounds, both included: whom a move from one to the other concerns. */
export async function addLooksBetween(
  tx: Database,
  params: { projectId: string; of: PercentileOf; low: number; high: number },
): Promise<number> {
  const { projectId, of, low, high } = params;
  const rows = await tx.execute(sql`
    insert into segment_looks (project_id, profile_id)
    select ${projectId}, id from (${valuesSql(projectId, of)}) as found where case when jsonb_typeof(v) = 'number'
      then v::numeric between ${JSON.stringify(low)}::text::numeric and ${JSON.stringify(high)}::text::numeric end
    returning 1 as one`);
  return rows.length;
}

function valuesSql(projectId: string, { in: place, path }: PercentileOf): SQL {
  if (place !== "computed") {
    return sql`select id, traits #> array(select json_array_elements_text(${jsonRows(path)})) as v from profiles
      where project_id = ${projectId} and merged_into is null`;
  }
  return sql`select v.profile_id as id, v.value as v from computed_traits t
    join computed_trait_values v on v.project_id = t.project_id and v.state_id = t.state_id
    where t.project_id = ${projectId} and t.key = ${path[0] ?? ""}::text and t.status = 'active'`;
}
