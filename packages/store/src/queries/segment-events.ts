import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** An event as leaves see it. */
export type HistoryRow = {
  profileId: string;
  id: string;
  name: string;
  type: string;
  timeMs: number;
  payload: Record<string, unknown>;
};

/**
 * The events of living profiles, those of profiles merged into them included, by person and in order of time and id; of
 * these names only, where names are given.
 */
export async function readHistories(
  tx: Database,
  projectId: string,
  profileIds: readonly string[],
  names: readonly string[] | undefined,
): Promise<HistoryRow[]> {
  const isNamed = names ? sql`and e.name = any (array(select json_array_elements_text(${jsonRows(names)})))` : sql``;
  const rows = await tx.execute<Record<string, unknown>>(sql`
    with roots as (select k.id::uuid as id from json_array_elements_text(${jsonRows(profileIds)}) as k(id)),
    aliases as (select id, id as root from roots union all
      select m.id, roots.id from roots cross join lateral (
        select id from profiles where project_id = ${projectId} and merged_into = roots.id offset 0) m)
    select a.root, e.id, e.name, e.type, extract(epoch from e."timestamp") * 1000 as time_ms, e.payload
    from aliases a cross join lateral (
      select * from events e where e.project_id = ${projectId} and e.profile_id = a.id ${isNamed} offset 0) e
    order by a.root, e."timestamp", e.id`);
  return rows.map((row) => ({
    profileId: String(row.root),
    id: String(row.id),
    name: String(row.name),
    type: String(row.type),
    timeMs: Math.round(Number(row.time_ms)),
    payload: toJson(row.payload),
  }));
}
