import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toNumber } from "./raw.ts";
import type { ProfileField } from "./segment-sql/profile-field.ts";
import { profileFieldSql } from "./segment-sql/profile-field.ts";
import type { RuleQuery } from "./segment-sql/rule.ts";
import { ruleSql } from "./segment-sql/rule.ts";

/** Of each person that the scope names, whether the rule holds. */
export async function runRule(db: Database, query: RuleQuery): Promise<Map<string, boolean>> {
  const rows = await db.execute<Record<string, unknown>>(ruleSql(query));
  return new Map(rows.map((row) => [String(row.id), row.holds === true || row.holds === "t"]));
}

/** How many people of the scope there are and for how many the rule holds, with some of those. */
export async function countRule(
  db: Database,
  query: RuleQuery,
  sampleSize: number,
): Promise<{ people: number; members: number; sample: string[] }> {
  const [row] = await db.execute<Record<string, unknown>>(sql`/* once */
    with answer as materialized (${ruleSql(query)})
    select count(*) as people, count(*) filter (where holds) as members,
      array_to_json(array(select id from answer where holds limit ${sampleSize}::int)) as sample from answer`);
  const sample: unknown = typeof row?.sample === "string" ? JSON.parse(row.sample) : row?.sample;
  return {
    people: toNumber(row?.people),
    members: toNumber(row?.members),
    sample: Array.isArray(sample) ? sample.map(String) : [],
  };
}

/** Living people of a project, roughly, from a share of their ids: these are spread evenly. Exact up to `atMost`. */
export async function estimatePeople(db: Database, projectId: string, atMost: number): Promise<number> {
  const [exact] = await db.execute<{ n: unknown }>(sql`
    select count(*) as n from (select from profiles where project_id = ${projectId} and merged_into is null
      limit ${atMost + 1}::int) as first_ones`);
  const few = toNumber(exact?.n);
  if (few <= atMost) return few;
  const [part] = await db.execute<{ n: unknown }>(sql`
    select count(*) as n from profiles where project_id = ${projectId} and merged_into is null
      and id < '04000000-0000-0000-0000-000000000000'::uuid`);
  return toNumber(part?.n) * 64;
}

/** Where texts stand: at a path of traits or of a part of events, in a computed trait or in a field of profiles. */
export type TextsPlace =
  | { from: "traits" | "properties" | "context"; path: readonly string[] }
  | { from: "computed"; key: string }
  | { from: "profile"; field: ProfileField };
type TextsParams = TextsPlace & { projectId: string; limit: number };

/** The texts of a place: what an expression is tried on. */
export async function listTexts(db: Database, params: TextsParams): Promise<string[]> {
  const rows = await db.execute<{ text: unknown }>(sql`
    select distinct v #>> '{}' as text from (${textsSql(params)}) as found
      where jsonb_typeof(v) = 'string' limit ${params.limit}::int`);
  return rows.map(({ text }) => String(text));
}

function textsSql({ projectId, ...place }: TextsParams): SQL {
  if (place.from === "profile") {
    return sql`select ${profileFieldSql(place.field)} as v from profiles people where people.project_id = ${projectId}`;
  }
  if (place.from === "computed") {
    return sql`select v.value as v from computed_traits t
      join computed_trait_values v on v.project_id = t.project_id and v.state_id = t.state_id
      where t.project_id = ${projectId} and t.key = ${place.key}::text`;
  }
  const at = sql`array(select json_array_elements_text(${jsonRows(place.path)}))`;
  if (place.from === "traits") return sql`select traits #> ${at} as v from profiles where project_id = ${projectId}`;
  return sql`select payload -> ${place.from}::text #> ${at} as v from events where project_id = ${projectId}`;
}

/** The next living profiles by id, locked: who changes them waits. */
export async function lockNextProfiles(
  tx: Database,
  projectId: string,
  params: { afterId: string | undefined; limit: number },
): Promise<string[]> {
  const after = params.afterId === undefined ? sql`` : sql`and id > ${params.afterId}::uuid`;
  const rows = await tx.execute<{ id: unknown }>(sql`
    select id from profiles where project_id = ${projectId} and merged_into is null ${after}
    order by id limit ${params.limit}::int for update`);
  return rows.map(({ id }) => String(id));
}
