import type { Found, FoundKind } from "@rapport/contracts/search";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";

/** Newest rows of what machines make without end, that a part of a name is looked for in; by its whole id any is found. */
const NEWEST = 2_000;

type SearchParams = { projectId: string; q: string; kinds: readonly FoundKind[]; perKind: number };

/**
 * What is called so in a project, in one statement: of each kind at most `perKind`, the best first. What people name is read
 * whole (it is as much as people can name), each kind from the beginning of its primary key.
 */
export async function searchNames(db: Database, params: SearchParams): Promise<Found[]> {
  const { projectId, q, kinds, perKind } = params;
  if (kinds.length === 0) return [];
  const literal = q.replaceAll(/[\\%_]/g, "\\$&");
  const [holds, begins] = [`%${literal}%`, `${literal}%`];
  const parts = kinds.map(
    (kind, at) => sql`(select ${kind}::text as kind, ${at}::int as place, f.id, f.name, f.note,
        case when f.id = ${q} or f.name ilike ${literal} then 0 when f.name ilike ${begins} then 1 else 2 end as rank
      from (${SOURCES[kind](projectId, q)}) f
      where f.name ilike ${holds} or f.id ilike ${begins} or f.note ilike ${holds}
      order by rank, f.name, f.id limit ${perKind}::int)`,
  );
  const found = sql.join(parts, sql` union all `);
  const rows = await db.execute<Found>(
    sql`select kind, id, name, note from (${found}) found order by place, rank, name, id`,
  );
  return rows.map(({ kind, id, name, note }) => ({ kind, id, name, note }));
}

type Source = (projectId: string, q: string) => SQL;

const named =
  (table: SQL, { id = sql`id`, name = sql`name`, note = sql`null::text` }: Record<string, SQL>): Source =>
  (projectId) =>
    sql`select ${id} as id, ${name} as name, ${note} as note from ${table} where project_id = ${projectId}`;

/** Ids grow with time, so the newest stand at the end of the primary key. */
const newest =
  (table: SQL, name: SQL): Source =>
  (projectId, q) =>
    sql`(select id, ${name} as name, id as note from ${table} where project_id = ${projectId} order by id desc limit ${NEWEST}::int)
      union select id, ${name}, id from ${table} where project_id = ${projectId} and id = ${q}`;

/** Members and roles are the workspace's, which a project knows. */
const ofWorkspace = (projectId: string) => sql`(select workspace_id from projects where id = ${projectId})`;

const SOURCES: Record<FoundKind, Source> = {
  segment: named(sql`segments`, {}),
  campaign: named(sql`campaigns`, {}),
  placement: named(sql`placements`, { id: sql`name` }),
  experiment: named(sql`experiments`, {}),
  content: named(sql`content_pieces`, { name: sql`title`, note: sql`channel` }),
  document: named(sql`knowledge_documents`, { name: sql`title`, note: sql`url` }),
  trigger: named(sql`triggers`, {}),
  webhook: named(sql`webhooks`, { name: sql`url`, note: sql`nullif(description, '')` }),
  connection: named(sql`connections`, {
    id: sql`provider`,
    name: sql`replace(provider, '-', ' ')`,
    note: sql`account->>'accountId'`,
  }),
  run: newest(sql`agent_runs`, sql`graph`),
  approval: newest(sql`approvals`, sql`title`),
  job: newest(sql`jobs`, sql`name`),
  key: named(sql`keys`, { note: sql`hint` }),
  member: (
    projectId,
  ) => sql`select m.id, m.name, m.email as note from memberships s join members m on m.id = s.member_id
    where s.workspace_id = ${ofWorkspace(projectId)}`,
  role: (projectId) =>
    sql`select id, name, null::text as note from roles where workspace_id = ${ofWorkspace(projectId)}`,
  cluster: named(sql`clusters`, {}),
  computedTrait: named(sql`computed_traits`, { name: sql`key`, note: sql`nullif(description, '')` }),
  goal: named(sql`intent_goals`, { id: sql`key`, name: sql`key` }),
  planEvent: named(sql`plan_events`, { id: sql`name`, note: sql`nullif(description, '')` }),
  claim: named(sql`claims`, { name: sql`statement` }),
};
