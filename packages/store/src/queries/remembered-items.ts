import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { gatherLookups } from "./gather-lookups.ts";
import type { ProfileRow } from "./profiles.ts";
import { jsonRows, toJson } from "./raw.ts";

/** What recommendations need of a profile; a tenth of its row. */
export type RememberedItems = Pick<ProfileRow, "id" | "recentItems">;

/** Ids of one person that are read: a person may have any number of devices. */
const MOST_NAMES = 8;

/** A profile by an id that leads to it. */
type Name = { projectId: string; kind: string; value: string };
const lookups = new WeakMap<Database, (name: Name) => Promise<RememberedItems | undefined>>();

/** What the profile that an id leads to remembers: the read path of recommendations, many lookups in one statement. */
export function findRememberedItems(
  db: Database,
  projectId: string,
  { kind, value }: { kind: string; value: string },
): Promise<RememberedItems | undefined> {
  // What no text of the database can be leads to nobody, and would fail the statement for all others.
  if (value.includes("\0") || !value.isWellFormed()) return Promise.resolve(undefined);
  const find = lookups.get(db) ?? gatherLookups((names) => readRememberedItems(db, names));
  lookups.set(db, find);
  return find({ projectId, kind, value });
}

/** What profiles remember, and the ids that lead to each: for memory that is to be filled. Those that are gone or merged are left out. */
export async function readRememberedPeople(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
): Promise<(RememberedItems & { names: { kind: "anonymous" | "user"; value: string }[] })[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select p.id, p.recent_items, i.names
    from json_array_elements_text(${jsonRows(profileIds)}) as k(id)
    cross join lateral (
      select id, recent_items from profiles p where p.project_id = ${projectId} and p.id = k.id::uuid limit 1
    ) p
    cross join lateral (
      select json_agg(json_build_object('kind', kind, 'value', value)) as names from (
        select kind, value from identities where project_id = ${projectId} and profile_id = p.id limit ${MOST_NAMES}
      ) n
    ) i
    where i.names is not null`);
  return rows.map((row) => ({ id: String(row.id), recentItems: toJson(row.recent_items), names: toJson(row.names) }));
}

async function readRememberedItems(db: Database, names: readonly Name[]): Promise<(RememberedItems | undefined)[]> {
  // The inner select of one row each keeps to the index, however many names are expected.
  const rows = await db.execute<Record<string, unknown>>(sql`
    select k.place, p.id, p.recent_items
    from json_to_recordset(${jsonRows(names.map((name, place) => ({ ...name, place })))})
      as k(place int, "projectId" text, kind text, value text)
    cross join lateral (
      select profile_id from identities i
      where i.project_id = k."projectId" and i.kind = k.kind and i.value = k.value limit 1
    ) i
    join lateral (
      select id, recent_items from profiles p where p.project_id = k."projectId" and p.id = i.profile_id limit 1
    ) p on true`);
  const found = new Map(rows.map((row) => [Number(row.place), row]));
  return names.map((_, place) => {
    const row = found.get(place);
    return row && { id: String(row.id), recentItems: toJson(row.recent_items) };
  });
}
