import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson, toNumber } from "./raw.ts";

/** Names one person's value of one trait. */
export type TraitValueKey = { stateId: string; profileId: string };
/** A value as it is written; times are RFC 3339. */
export type TraitValueRow = TraitValueKey & {
  state: unknown;
  value: unknown;
  isEstimate: boolean;
  dueAt: string | null;
  updatedAt: string;
};
/** A value as it is read to be added to. */
export type StoredTraitValue = TraitValueKey & { state: Record<string, unknown> };

/** Reads and locks values, in the order of their keys. */
export async function lockTraitValues(
  tx: Database,
  projectId: string,
  keys: readonly TraitValueKey[],
): Promise<StoredTraitValue[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select v.state_id, v.profile_id, v.state
    from (select * from json_to_recordset(${jsonRows(keys)}) as k("stateId" uuid, "profileId" uuid) order by 1, 2) k
    cross join lateral (
      select * from computed_trait_values
      where project_id = ${projectId} and state_id = k."stateId" and profile_id = k."profileId" for update) v`);
  return rows.map(fromRow);
}

/** Writes values, new ones and changed ones. */
export async function upsertTraitValues(
  tx: Database,
  projectId: string,
  rows: readonly TraitValueRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into computed_trait_values
      (project_id, state_id, profile_id, state, value, is_estimate, due_at, updated_at)
    select ${projectId}, r."stateId", r."profileId", r.state::jsonb, r.value::jsonb, r."isEstimate", r."dueAt",
      r."updatedAt"
    from json_to_recordset(${jsonRows(rows)}) as r("stateId" uuid, "profileId" uuid, state json, value json,
      "isEstimate" boolean, "dueAt" timestamptz, "updatedAt" timestamptz)
    order by 2, 3
    on conflict (project_id, state_id, profile_id) do update set state = excluded.state, value = excluded.value,
      is_estimate = excluded.is_estimate, due_at = excluded.due_at, updated_at = excluded.updated_at`);
}

export async function deleteTraitValues(
  tx: Database,
  projectId: string,
  keys: readonly TraitValueKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`
    delete from computed_trait_values v
    using json_to_recordset(${jsonRows(keys)}) as k("stateId" uuid, "profileId" uuid)
    where v.project_id = ${projectId} and v.state_id = k."stateId" and v.profile_id = k."profileId"`);
}

/** Locks values of any project that change by time until `now`, passing over those that another process works on. */
export async function lockDueTraitValues(
  tx: Database,
  now: Date,
  limit: number,
): Promise<(StoredTraitValue & { projectId: string })[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select project_id, state_id, profile_id, state from computed_trait_values
    where due_at <= ${now.toISOString()}::timestamptz
    order by due_at limit ${limit} for update skip locked`);
  return rows.map((row) => ({ projectId: String(row.project_id), ...fromRow(row) }));
}

/** One person's values of all traits that are complete, those of no events included. */
export async function listTraitValues(db: Database, projectId: string, profileId: string) {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select t.key, t.state_id, t.definition, v.state from computed_traits t
    left join computed_trait_values v
      on v.project_id = t.project_id and v.state_id = t.state_id and v.profile_id = ${profileId}::uuid
    where t.project_id = ${projectId} and t.status = 'active' order by t.key`);
  return rows.map((row) => ({
    key: String(row.key),
    stateId: String(row.state_id),
    definition: toJson<Record<string, unknown>>(row.definition),
    state: toJson<Record<string, unknown> | null>(row.state),
  }));
}

/** How many people have a value, by state. */
export async function countTraitValues(db: Database, projectId: string): Promise<Map<string, number>> {
  const rows = await db.execute<{ state_id: string; people: unknown }>(sql`
    select state_id, count(*) as people from computed_trait_values where project_id = ${projectId} group by state_id`);
  return new Map(rows.map(({ state_id, people }) => [state_id, toNumber(people)]));
}

/** Deletes values whose definition is gone, some of them; answers how many. */
export async function deleteStrayTraitValues(db: Database, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    delete from computed_trait_values where (project_id, state_id, profile_id) in (
      select v.project_id, v.state_id, v.profile_id from computed_trait_values v
      where not exists (
        select from computed_traits t where t.project_id = v.project_id and t.state_id = v.state_id)
      limit ${limit})
    returning 1 as one`);
  return rows.length;
}

function fromRow(row: Record<string, unknown>): StoredTraitValue {
  return {
    stateId: String(row.state_id),
    profileId: String(row.profile_id),
    state: toJson(row.state),
  };
}
