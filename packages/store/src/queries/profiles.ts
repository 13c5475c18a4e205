import type { SQL } from "drizzle-orm";
import { and, desc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { ConsentState, ItemState, TouchState, Version } from "../schema/profiles.ts";
import { profiles } from "../schema/profiles.ts";
import { jsonRows, toIso, toJson, toNumber } from "./raw.ts";

export type { ConsentState, ItemState, TouchState, Version };

/** A profile row as the fold reads and writes it; times are RFC 3339. */
export type ProfileRow = {
  id: string;
  mergedInto: string | null;
  userId: string | null;
  userIdVersion: Version | null;
  traits: Record<string, unknown>;
  traitVersions: Record<string, Version>;
  groups: Record<string, Version>;
  counters: Record<string, number>;
  eventCount: number;
  firstSeenAt: string;
  lastSeenAt: string;
  firstTouch: TouchState | null;
  lastTouch: TouchState | null;
  recentItems: ItemState[];
  consent: Record<string, ConsentState>;
};

/** Reads and locks profiles, in id order. */
export async function lockProfiles(tx: Database, projectId: string, ids: readonly string[]): Promise<ProfileRow[]> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select p.* from (select k.id::uuid as id from json_array_elements_text(${jsonRows(ids)}) as k(id) order by 1) k
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id for update) p`);
  return rows.map(fromRow);
}

/** Writes profiles, new ones and changed ones. */
export async function upsertProfiles(tx: Database, projectId: string, rows: readonly ProfileRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await tx.execute(sql`
    insert into profiles (project_id, id, merged_into, user_id, user_id_version, traits, trait_versions, groups,
      counters, event_count, first_seen_at, last_seen_at, first_touch, last_touch, recent_items, consent)
    select ${projectId}, r.id, r."mergedInto", r."userId", r."userIdVersion"::jsonb, r.traits::jsonb,
      r."traitVersions"::jsonb, r.groups::jsonb, r.counters::jsonb, r."eventCount", r."firstSeenAt", r."lastSeenAt",
      r."firstTouch"::jsonb, r."lastTouch"::jsonb, r."recentItems"::jsonb, r.consent::jsonb
    from json_to_recordset(${jsonRows(sorted)}) as r(id uuid, "mergedInto" uuid, "userId" text,
      "userIdVersion" json, traits json, "traitVersions" json, groups json, counters json, "eventCount" bigint,
      "firstSeenAt" timestamptz, "lastSeenAt" timestamptz, "firstTouch" json, "lastTouch" json, "recentItems" json,
      consent json)
    on conflict (project_id, id) do update set merged_into = excluded.merged_into, user_id = excluded.user_id,
      user_id_version = excluded.user_id_version, traits = excluded.traits, trait_versions = excluded.trait_versions,
      groups = excluded.groups, counters = excluded.counters, event_count = excluded.event_count,
      first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at,
      first_touch = excluded.first_touch, last_touch = excluded.last_touch, recent_items = excluded.recent_items,
      consent = excluded.consent`);
}

/**
 * Points profiles merged into `from` at `to`, so that one step always leads to the root, and answers them; with `only`,
 * those of them.
 */
export async function repointMerged(
  tx: Database,
  projectId: string,
  { from, to, only }: { from: string; to: string; only?: readonly string[] },
): Promise<string[]> {
  const moved = await tx
    .update(profiles)
    .set({ mergedInto: to })
    .where(
      and(
        eq(profiles.projectId, projectId),
        eq(profiles.mergedInto, from),
        only && sql`${profiles.id} in (select k.id::uuid from json_array_elements_text(${jsonRows(only)}) as k(id))`,
      ),
    )
    .returning({ id: profiles.id });
  return moved.map(({ id }) => id);
}

/** One profile; a merged one answers with the profile it was merged into. */
export async function getProfileRow(db: Database, projectId: string, id: string): Promise<ProfileRow | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select root.* from profiles p
    join profiles root on root.project_id = p.project_id and root.id = coalesce(p.merged_into, p.id)
    where p.project_id = ${projectId} and p.id = ${id}::uuid`);
  return row && fromRow(row);
}

/** The profile an id leads to, in one statement. */
export async function getProfileRowByIdentity(
  db: Database,
  projectId: string,
  identity: { kind: string; value: string },
): Promise<ProfileRow | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select p.* from identities i join profiles p on p.project_id = i.project_id and p.id = i.profile_id
    where i.project_id = ${projectId} and i.kind = ${identity.kind} and i.value = ${identity.value}`);
  return row && fromRow(row);
}

/** Profiles by id, in the order of the ids given. */
export async function readProfileRows(db: Database, projectId: string, ids: readonly string[]): Promise<ProfileRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select p.* from json_array_elements_text(${jsonRows(ids)}) with ordinality as k(id, place)
    cross join lateral (select * from profiles where project_id = ${projectId} and id = k.id::uuid offset 0) p
    order by k.place`);
  return rows.map(fromRow);
}

/** Living profiles by the name that leads to each: a profile id first, else a user id. Names that lead nowhere are left out. */
export async function findLivingProfiles(
  db: Database,
  projectId: string,
  names: readonly { name: string; profileId: string | null }[],
): Promise<Map<string, string>> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select k.name, coalesce(p.merged_into, p.id, i.profile_id) as id
    from json_to_recordset(${jsonRows(names)}) as k(name text, "profileId" uuid)
    left join lateral (
      select id, merged_into from profiles where project_id = ${projectId} and id = k."profileId" offset 0) p on true
    left join lateral (
      select profile_id from identities where project_id = ${projectId} and kind = 'user' and value = k.name offset 0) i
      on true
    where coalesce(p.id, i.profile_id) is not null`);
  return new Map(rows.map((row) => [String(row.name), String(row.id)]));
}

export type ProfileListParams = {
  projectId: string;
  limit: number;
  before?: { lastSeenAt: string; id: string } | undefined;
  search?: string | undefined;
};

/** Profiles, the last seen first; `search` looks into ids and the traits email and name. */
export async function listProfileRows(db: Database, params: ProfileListParams) {
  const conditions: (SQL | undefined)[] = [eq(profiles.projectId, params.projectId), isNull(profiles.mergedInto)];
  if (params.before) {
    const at = new Date(params.before.lastSeenAt);
    conditions.push(
      or(lt(profiles.lastSeenAt, at), and(eq(profiles.lastSeenAt, at), lt(profiles.id, params.before.id))),
    );
  }
  if (params.search) conditions.push(matches(params.projectId, params.search));
  return db
    .select({
      id: profiles.id,
      userId: profiles.userId,
      traits: profiles.traits,
      eventCount: profiles.eventCount,
      firstSeenAt: profiles.firstSeenAt,
      lastSeenAt: profiles.lastSeenAt,
    })
    .from(profiles)
    .where(and(...conditions))
    .orderBy(desc(profiles.lastSeenAt), desc(profiles.id))
    .limit(params.limit);
}

function matches(projectId: string, search: string): SQL {
  const pattern = `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const byId = sql`select i.profile_id from identities i where i.project_id = ${projectId} and i.value ilike ${pattern}`;
  return sql`(${profiles.traits}->>'email' ilike ${pattern} or ${profiles.traits}->>'name' ilike ${pattern}
    or ${inArray(profiles.id, sql`(${byId})`)})`;
}

function fromRow(row: Record<string, unknown>): ProfileRow {
  return {
    id: String(row.id),
    mergedInto: row.merged_into === null ? null : String(row.merged_into),
    userId: row.user_id === null ? null : String(row.user_id),
    userIdVersion: toJson(row.user_id_version),
    traits: toJson(row.traits),
    traitVersions: toJson(row.trait_versions),
    groups: toJson(row.groups),
    counters: toJson(row.counters),
    eventCount: toNumber(row.event_count),
    firstSeenAt: toIso(row.first_seen_at),
    lastSeenAt: toIso(row.last_seen_at),
    firstTouch: toJson(row.first_touch),
    lastTouch: toJson(row.last_touch),
    recentItems: toJson(row.recent_items),
    consent: toJson(row.consent),
  };
}
