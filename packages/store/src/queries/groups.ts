import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { Version } from "../schema/profiles.ts";
import { jsonRows, toJson } from "./raw.ts";

export type GroupRow = { id: string; traits: Record<string, unknown>; traitVersions: Record<string, Version> };

/** Reads and locks groups, in id order; new ones are made first, or two writers would each begin one of their own. */
export async function lockGroups(tx: Database, projectId: string, ids: readonly string[]): Promise<GroupRow[]> {
  await tx.execute(sql`
    insert into groups (project_id, id, traits, trait_versions)
    select ${projectId}, k.id, '{}', '{}' from json_array_elements_text(${jsonRows(ids)}) as k(id) order by k.id
    on conflict do nothing`);
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select g.id, g.traits, g.trait_versions
    from (select k.id from json_array_elements_text(${jsonRows(ids)}) as k(id) order by 1) k
    cross join lateral (select * from groups where project_id = ${projectId} and id = k.id for update) g`);
  return rows.map((row) => ({
    id: String(row.id),
    traits: toJson(row.traits),
    traitVersions: toJson(row.trait_versions),
  }));
}

/** Writes groups, new ones and changed ones. */
export async function upsertGroups(tx: Database, projectId: string, rows: readonly GroupRow[]): Promise<void> {
  await tx.execute(sql`
    insert into groups (project_id, id, traits, trait_versions)
    select ${projectId}, r.* from json_to_recordset(${jsonRows(rows)}) as r(id text, traits jsonb, "traitVersions" jsonb)
    on conflict (project_id, id) do update set traits = excluded.traits, trait_versions = excluded.trait_versions`);
}
