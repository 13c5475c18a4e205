import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { MIGRATION_LOCK } from "./migrate-store.ts";
import { PROJECT_SETTING, TENANT_ROLE } from "./tenant-role.ts";

/**
 * Tables of whole workspaces, and which of their rows a project may touch: those of its own workspace. The subquery on
 * memberships is under that table's policy.
 */
const WORKSPACE_TABLES: Record<string, string> = {
  workspaces: "id = rapport_workspace()",
  projects: "workspace_id = rapport_workspace()",
  memberships: "workspace_id = rapport_workspace()",
  invitations: "workspace_id = rapport_workspace()",
  roles: "workspace_id = rapport_workspace()",
  quota_days: "workspace_id = rapport_workspace()",
  members: "id in (select member_id from memberships)",
  member_sessions: "user_id in (select member_id from memberships)",
};

/** What the role may do where that is not to read, add, change and delete; columns that it must name stand in brackets. */
const GRANTS: Record<string, string> = {
  audit_entries: "select, insert",
  members: "select",
  // Whoever leaves a workspace is signed out; the tokens are nobody's to read.
  member_sessions: "select (user_id), delete",
};

/**
 * Makes the role and, for every table that has none yet, its policy: for those with a `project_id` from the catalogue, so that no
 * new table can be forgotten; the rest is out of the role's reach. Changes nothing where all is there. Answers whether statements
 * can run as the role: not where the database's user may not make one.
 */
export async function secureRows(tx: Database): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
  await tx.execute(sql.raw(SECURE));
  const [row] = await tx.execute<{ able: boolean }>(sql`
    select coalesce(bool_or(pg_has_role(current_user, oid, 'member')), false) as able
    from pg_roles where rolname = ${TENANT_ROLE}`);
  return row?.able === true;
}

const OWN = `project_id = current_setting('${PROJECT_SETTING}')`;

const SECURE = `
do $secure$
declare
  missing record;
begin
  if not exists (select from pg_roles where rolname = '${TENANT_ROLE}') then
    begin
      create role ${TENANT_ROLE} nologin;
    exception
      -- The role belongs to the whole server: another database of it may be at the same.
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then return;
    end;
  end if;
  if not pg_has_role(current_user, '${TENANT_ROLE}', 'member') then
    begin
      execute format('grant ${TENANT_ROLE} to %I', current_user);
    exception when insufficient_privilege then return;
    end;
  end if;
  if to_regprocedure('rapport_workspace()') is null then
    execute format($create$
      create function rapport_workspace() returns text language sql stable security definer set search_path = %I as
      $body$ select workspace_id from projects where id = current_setting('${PROJECT_SETTING}') $body$
    $create$, current_schema());
  end if;
  for missing in
    select c.relname as name, coalesce(w.rule, $own$${OWN}$own$) as rule
    from pg_class c
    left join (values ${Object.entries(WORKSPACE_TABLES)
      .map(([name, rule]) => `('${name}', '${rule}')`)
      .join(", ")}) w(name, rule) on w.name = c.relname
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      -- Partitions are reached through their table, but for those that are asked by name.
      and (not c.relispartition or c.relname in ('events_late', 'events_future'))
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'rapport_project')
      and (w.name is not null or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped
      ))
  loop
    execute format('alter table %I enable row level security', missing.name);
    execute format(
      'create policy rapport_project on %I to ${TENANT_ROLE} using (%s) with check (%s)',
      missing.name, missing.rule, missing.rule
    );
    execute format(
      'grant %s on %I to ${TENANT_ROLE}',
      case missing.name ${Object.entries(GRANTS)
        .map(([name, rights]) => `when '${name}' then '${rights}'`)
        .join(" ")}
        else 'select, insert, update, delete' end,
      missing.name
    );
  end loop;
  if found then
    execute format('grant usage, select on all sequences in schema %I to ${TENANT_ROLE}', current_schema());
    grant select on event_retention, log_offsets to ${TENANT_ROLE};
    -- Who looks at the edge of what is kept holds it until the end of the transaction (\`for share\`), which Postgres takes for a change.
    grant update (id) on event_retention to ${TENANT_ROLE};
  end if;
end
$secure$`;
