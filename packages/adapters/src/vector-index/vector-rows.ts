import type { VectorEntry, VectorLabels, VectorSpace } from "@rapport/ports/vector-index";
import type { Database, Store } from "@rapport/store/database";
import { vectorEntries, vectorSpaces } from "@rapport/store/schema/vector-index";
import { sql } from "drizzle-orm";

/** Rows that one statement writes or reads. */
const PAGE = 1_000;
/** How long those who follow a space may be away before they begin anew. */
const FORGET_DAYS = 7;

/** One change of a space, in the order of its versions: `vector` undefined means that the id was deleted. */
export type VectorChange = {
  id: string;
  version: number;
  vector: Float32Array | undefined;
  labels: VectorLabels;
};

/** Where a space stands; undefined while nothing was ever written to it. */
export type SpaceState = { epoch: string; version: number; forgottenThrough: number };

/** A place among the changes of a space. */
export type ChangePlace = { version: number; id: string };

export const START: ChangePlace = { version: 0, id: "" };

/** Name of a space in the tables. */
export const spaceKey = ({ name, dimension }: VectorSpace) => `${name}/${dimension}`;

/** Writes entries as one change, a thousand at a time. */
export async function writeEntries(store: Store, space: VectorSpace, entries: readonly VectorEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += PAGE) {
    const rows = entries.slice(from, from + PAGE);
    // Of one id that is named twice the last counts; one statement may not write a row twice.
    const unique = new Map(rows.map(({ id, vector, labels }) => [id, { id, v: encode(vector), l: labels ?? null }]));
    await store.withTransaction(async (tx) => {
      const version = await nextVersion(tx, space);
      await tx.execute(sql`
        insert into ${vectorEntries} (project_id, space, id, version, vector, labels)
        select ${space.projectId}, ${spaceKey(space)}, r.id, ${version}, decode(r.v, 'base64'), r.l
        from json_to_recordset(${JSON.stringify([...unique.values()])}::json) as r(id text, v text, l jsonb) order by r.id
        on conflict (project_id, space, id) do update
        set version = excluded.version, vector = excluded.vector, labels = excluded.labels, deleted_at = null`);
    });
  }
}

/** Marks entries as deleted, and forgets those that were deleted long ago. */
export async function deleteEntries(store: Store, space: VectorSpace, ids: readonly string[]): Promise<void> {
  if (!(await readSpace(store.db, space))) return;
  const [projectId, key] = [space.projectId, spaceKey(space)];
  await store.withTransaction(async (tx) => {
    const version = await nextVersion(tx, space);
    await tx.execute(sql`
      update ${vectorEntries} set version = ${version}, vector = null, labels = null, deleted_at = now()
      where project_id = ${projectId} and space = ${key} and vector is not null
        and id in (select value from json_array_elements_text(${JSON.stringify(ids)}::json))`);
    await tx.execute(sql`
      with gone as (delete from ${vectorEntries} where project_id = ${projectId} and space = ${key}
        and deleted_at < now() - ${FORGET_DAYS} * interval '1 day' returning version)
      update ${vectorSpaces} s set forgotten_through = g.through from (select max(version) as through from gone) g
      where s.project_id = ${projectId} and s.space = ${key} and g.through is not null`);
  });
}

/** Locks the space until the transaction ends, and makes it if it is not there. */
async function nextVersion(tx: Database, space: VectorSpace): Promise<number> {
  const [row] = await tx.execute<{ version: unknown }>(sql`
    insert into ${vectorSpaces} (project_id, space, version, forgotten_through, epoch)
    values (${space.projectId}, ${spaceKey(space)}, 1, 0, gen_random_uuid()::text)
    on conflict (project_id, space) do update set version = vector_spaces.version + 1 returning version`);
  return Number(row?.version);
}

export async function readSpace(db: Database, space: VectorSpace): Promise<SpaceState | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select epoch, version, forgotten_through from ${vectorSpaces}
    where project_id = ${space.projectId} and space = ${spaceKey(space)}`);
  if (!row) return undefined;
  return {
    epoch: String(row.epoch),
    version: Number(row.version),
    forgottenThrough: Number(row.forgotten_through),
  };
}

/** Pages of what has changed after a place, the latest state of each id once. */
export async function* readChanges(
  db: Database,
  space: VectorSpace,
  after: ChangePlace,
): AsyncGenerator<VectorChange[]> {
  for (let place = after; ; ) {
    const rows = await db.execute<Record<string, unknown>>(sql`
      select id, version, encode(vector, 'base64') as v, labels from ${vectorEntries}
      where project_id = ${space.projectId} and space = ${spaceKey(space)}
        and (version, id) > (${place.version}, ${place.id})
      order by version, id limit ${PAGE}`);
    if (rows.length > 0) yield rows.map(toChange);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    place = { version: Number(last.version), id: String(last.id) };
  }
}

/** The entries of these ids. */
export async function readEntries(db: Database, space: VectorSpace, ids: readonly string[]): Promise<VectorEntry[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select id, version, encode(vector, 'base64') as v, labels from ${vectorEntries}
    where project_id = ${space.projectId} and space = ${spaceKey(space)} and vector is not null
      and id in (select value from json_array_elements_text(${JSON.stringify(ids)}::json))`);
  return rows.map(toChange).flatMap(({ id, vector, labels }) => (vector ? [{ id, vector, labels }] : []));
}

/** The next ids after one, in the order of their bytes. */
export async function readIds(db: Database, space: VectorSpace, afterId: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from ${vectorEntries}
    where project_id = ${space.projectId} and space = ${spaceKey(space)} and vector is not null
      and id collate "C" > ${afterId} order by id collate "C" limit ${PAGE}`);
  return rows.map(({ id }) => id);
}

export async function countEntries(db: Database, space: VectorSpace): Promise<number> {
  const [row] = await db.execute<{ n: unknown }>(sql`
    select count(*) as n from ${vectorEntries}
    where project_id = ${space.projectId} and space = ${spaceKey(space)} and deleted_at is null`);
  return Number(row?.n);
}

export async function dropSpace(store: Store, space: VectorSpace): Promise<void> {
  await store.withTransaction(async (tx) => {
    for (const table of [vectorSpaces, vectorEntries])
      await tx.execute(sql`delete from ${table} where project_id = ${space.projectId} and space = ${spaceKey(space)}`);
  });
}

function toChange(row: Record<string, unknown>): VectorChange {
  const { labels } = row;
  return {
    id: String(row.id),
    version: Number(row.version),
    vector: typeof row.v === "string" ? decode(row.v) : undefined,
    // as: the column holds what checkEntries let through
    labels: ((typeof labels === "string" ? JSON.parse(labels) : labels) ?? {}) as VectorLabels,
  };
}

/** A JSON parameter with numbers as text would be four times as long. */
function encode(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function decode(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  // Copied: small buffers share one pool, at any offset.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
