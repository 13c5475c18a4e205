import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { identities } from "../schema/profiles.ts";
import { jsonRows } from "./raw.ts";

export type IdentityKind = "anonymous" | "user";
/** An id of a host application or of a device. */
export type Identity = { kind: IdentityKind; value: string };
/** An id and the profile it leads to. `identified` = the profile has a user id. */
export type IdentityRow = Identity & { profileId: string; identified: boolean };

/** Reads and locks what the given ids lead to; ids without a profile are absent. Locked in one order, so projectors cannot deadlock. */
export async function lockIdentities(
  tx: Database,
  projectId: string,
  wanted: readonly Identity[],
): Promise<IdentityRow[]> {
  return tx.execute<IdentityRow>(sql`
    select i.kind, i.value, i.profile_id as "profileId", exists (
      select 1 from identities u where u.project_id = i.project_id and u.profile_id = i.profile_id and u.kind = 'user'
      offset 0) as identified
    from (select * from json_to_recordset(${jsonRows(wanted)}) as k(kind text, value text) order by kind, value) k
    cross join lateral (
      select * from identities where project_id = ${projectId} and kind = k.kind and value = k.value for update) i`);
}

/** An id and where it is to lead; `moved` when it was read and locked as leading elsewhere. */
export type IdentityPointer = Identity & { profileId: string; moved?: boolean | undefined };

/**
 * Points ids at profiles, new ones and moved ones. Answers false when an id that is new to the caller has meanwhile
 * been led elsewhere by another transaction: what was decided from its absence is void, and so is this transaction.
 */
export async function upsertIdentities(
  tx: Database,
  projectId: string,
  rows: readonly IdentityPointer[],
): Promise<boolean> {
  const sorted = rows.toSorted((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : 1));
  const moved = sorted.filter((row) => row.moved);
  const written = await tx.execute(sql`
    insert into identities (project_id, kind, value, profile_id)
    select ${projectId}, r.kind, r.value, r."profileId"
    from json_to_recordset(${jsonRows(sorted)}) as r(kind text, value text, "profileId" uuid)
    on conflict (project_id, kind, value) do update set profile_id = excluded.profile_id
      where identities.profile_id = excluded.profile_id or exists (
        select from json_to_recordset(${jsonRows(moved)}) as m(kind text, value text)
        where m.kind = excluded.kind and m.value = excluded.value)
    returning kind`);
  return written.length === sorted.length;
}

/**
 * Moves every id of one profile to another and answers them; the cost is the number of ids, not of events. Until none is
 * left: an update that waited for another transaction does not see the ids which that one has added.
 */
export async function moveIdentities(tx: Database, projectId: string, from: string, to: string): Promise<Identity[]> {
  const moved: Identity[] = [];
  for (;;) {
    const rows = await tx
      .update(identities)
      .set({ profileId: to })
      .where(and(eq(identities.projectId, projectId), eq(identities.profileId, from)))
      .returning({ kind: identities.kind, value: identities.value });
    if (rows.length === 0) return moved;
    moved.push(...rows);
  }
}

/** A project's ids in the order of their kinds and texts, after one. */
export async function listIdentitiesAfter(
  db: Database,
  projectId: string,
  after: Identity | undefined,
  limit: number,
): Promise<Identity[]> {
  const from = after && sql`(${identities.kind}, ${identities.value}) > (${after.kind}, ${after.value})`;
  return db
    .select({ kind: identities.kind, value: identities.value })
    .from(identities)
    .where(and(eq(identities.projectId, projectId), from))
    .orderBy(asc(identities.kind), asc(identities.value))
    .limit(limit);
}

/** Locks every id that leads to a profile, in the order that projectors lock ids in. */
export async function lockIdentitiesOf(tx: Database, projectId: string, profileId: string): Promise<Identity[]> {
  return tx
    .select({ kind: identities.kind, value: identities.value })
    .from(identities)
    .where(and(eq(identities.projectId, projectId), eq(identities.profileId, profileId)))
    .orderBy(asc(identities.kind), asc(identities.value))
    .for("update");
}

/**
 * Ids of the given profiles by kind and value, up to `limit`: a person's devices may be tens of thousands. Devices are
 * left out before user ids.
 */
export async function listIdentities(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
  limit: number,
): Promise<(Identity & { profileId: string })[]> {
  const rows = await db
    .select({ kind: identities.kind, value: identities.value, profileId: identities.profileId })
    .from(identities)
    .where(and(eq(identities.projectId, projectId), inArray(identities.profileId, [...profileIds])))
    .orderBy(desc(identities.kind), asc(identities.value))
    .limit(limit);
  return rows.toSorted((a, b) => Number(a.kind === "user") - Number(b.kind === "user"));
}
