import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** Names in the latest events of a project with the properties that come with them, the most frequent first. */
export async function listSeenEvents(
  db: Database,
  params: { projectId: string; latest: number; limit: number; except: readonly string[] },
): Promise<{ name: string; properties: string[] }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with seen as materialized (select name, payload -> 'properties' as properties from events
      where project_id = ${params.projectId} order by seq desc limit ${params.latest}::int)
    select name, array_to_json(array(select distinct k.key from seen s
      cross join lateral jsonb_object_keys(case when jsonb_typeof(s.properties) = 'object' then s.properties else '{}' end)
        as k(key)
      where s.name = named.name order by 1 limit 100)) as properties
    from (select name, count(*) as n from seen
      where name not in (select json_array_elements_text(${jsonRows(params.except)}))
      group by name order by n desc, name limit ${params.limit}::int) as named`);
  return rows.map((row) => ({ name: String(row.name), properties: toJson<string[]>(row.properties) }));
}

/** Names of the traits, or categories of consent, of the people who were there first, the most frequent first. */
export async function listSeenKeys(
  db: Database,
  params: { projectId: string; column: "traits" | "consent"; people: number; limit: number },
): Promise<string[]> {
  const column = sql.raw(params.column);
  const rows = await db.execute<{ key: unknown }>(sql`
    select k.key from (select ${column} from profiles where project_id = ${params.projectId} and merged_into is null
      order by id limit ${params.people}::int) as p cross join lateral jsonb_object_keys(p.${column}) as k(key)
    group by k.key order by count(*) desc, k.key limit ${params.limit}::int`);
  return rows.map(({ key }) => String(key));
}
