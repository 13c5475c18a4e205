import { findStoreImage } from "@rapport/testkit/store/find-store-image";
import { createTestDatabase, readRows } from "@rapport/testkit/store/open-test-store";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "./database.ts";
import { openStore } from "./open-store.ts";

const serverUrl = process.env.DATABASE_URL;

/** Tables that belong to no project or workspace: what the role may do with each. */
const OUT_OF_REACH: Record<string, string> = {
  event_retention: "select",
  log_offsets: "select",
  ...Object.fromEntries(
    [
      "log_leases",
      "log_nodes",
      "member_credentials",
      "member_passkeys",
      "member_two_factors",
      "member_verifications",
      "rapport_migrations",
      "retention_marks",
    ].map((name) => [name, ""]),
  ),
};

describe.each(["embedded", "Postgres"])("statements of a project, whatever they ask for (%s)", (engine) => {
  if (engine === "Postgres" && !serverUrl) return test.skip("need DATABASE_URL", () => undefined);
  let database: Awaited<ReturnType<typeof createTestDatabase>> | undefined;
  let store: Store;
  let tables: string[] = [];
  beforeAll(async () => {
    if (engine === "Postgres") database = await createTestDatabase(serverUrl ?? "");
    const place = database ? { databaseUrl: database.url } : { image: await findStoreImage() };
    store = await openStore({ ...place, rowSecurity: "on" });
    tables = (await readRows(store, PROJECT_TABLES)).map(({ name }) => String(name));
    const rows = await readRows(store, FILL);
    await store.withTransaction(async (tx) => {
      // Rows of both projects in every table, without regard to what they would refer to.
      await tx.execute(sql`create table events_of_a_day partition of events for values from (1) to (2)`);
      await tx.execute(sql`set local session_replication_role = replica`);
      for (const row of rows) await tx.execute(sql.raw(String(row.statement)));
    });
  });
  afterAll(async () => {
    await store?.close();
    await database?.remove();
  });
  const own = () => store.forProject("prj_a").db;

  test("every table is under a policy, or out of the role's reach", async () => {
    const open = await readRows(store, WITHOUT_POLICY);
    expect(Object.fromEntries(open.map(({ name, allowed }) => [name, allowed]))).toEqual(OUT_OF_REACH);
    expect(tables.length).toBeGreaterThan(60);
  });

  test("see and change rows of that project in every table, and none of another", async () => {
    for (const name of tables) {
      const table = sql.identifier(name);
      const seen = await own().execute(sql`select distinct project_id from ${table}`);
      expect([name, seen]).toEqual([name, [{ project_id: "prj_a" }]]);
      if (name === "audit_entries") continue;
      const changed = await own().execute(sql`update ${table} set project_id = project_id returning project_id`);
      expect([name, changed]).toEqual([name, [{ project_id: "prj_a" }]]);
      await expect(own().execute(sql`update ${table} set project_id = 'prj_b'`)).rejects.toMatchObject({
        cause: { code: "42501" },
      });
    }
  });

  test("put no row into another project and take none out of it", async () => {
    for (const { name, statement } of await readRows(store, FILL)) {
      const foreign = String(statement).replaceAll("'prj_a'", "'prj_c'").replaceAll("'prj_b'", "'prj_d'");
      await expect(own().execute(sql.raw(foreign))).rejects.toMatchObject({ cause: { code: "42501" } });
      if (name !== "audit_entries") await own().execute(sql`delete from ${sql.identifier(String(name))}`);
      const left = await store.db.execute(sql`select project_id from ${sql.identifier(String(name))}`);
      expect([name, left]).toEqual([name, expect.arrayContaining([{ project_id: "prj_b" }])]);
    }
  });

  test("of many projects at once run each under its own", async () => {
    const ask = (projectId: string) =>
      store.forProject(projectId).db.execute(sql`select current_setting('rapport.project') as id, pg_sleep(0.0005)`);
    const inside = (projectId: string) =>
      store
        .forProject(projectId)
        .withTransaction((tx) => tx.execute(sql`select current_setting('rapport.project') as id, pg_sleep(0.0005)`));
    const answers = await Promise.all(
      Array.from({ length: engine === "Postgres" ? 600 : 100 }, async (_, i) => {
        const projectId = `prj_${i % 7}`;
        const [row] = await (i % 5 === 0 ? inside(projectId) : ask(projectId));
        return row?.id === projectId;
      }),
    );
    expect(answers.filter((isOwn) => !isOwn)).toEqual([]);
  });

  test("go on under their project after a transaction that was rolled back, and the owner's see all", async () => {
    const failing = own().execute(sql`select 1 / 0`);
    await expect(failing).rejects.toThrow();
    const inside = store.forProject("prj_a").withTransaction((tx) => tx.execute(sql`select 1 / 0`));
    await expect(inside).rejects.toThrow();
    const seen = sql`select distinct project_id from audit_entries order by 1`;
    expect(await own().execute(seen)).toEqual([{ project_id: "prj_a" }]);
    expect(await store.db.execute(seen)).toEqual([{ project_id: "prj_a" }, { project_id: "prj_b" }]);
  });

  test("cannot read how members sign in", async () => {
    for (const column of [
      "token from member_sessions",
      "password from member_credentials",
      "secret from member_two_factors",
    ])
      await expect(own().execute(sql.raw(`select ${column}`))).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  if (engine === "embedded") return;

  test("go on under their project after their connections were lost", async () => {
    await own().execute(sql`select 1`);
    await readRows(
      store,
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and application_name = 'rapport'",
    ).catch(() => undefined);
    const ask = () => own().execute(sql`select project_id from audit_entries`);
    await expect.poll(() => ask().catch(() => undefined)).toEqual([{ project_id: "prj_a" }]);
  });

  test("stand under no wall where the database's user may not make the role; the store knows, and demanding it is refused", async () => {
    const limited = await createTestDatabase(serverUrl ?? "");
    const url = Object.assign(new URL(limited.url), { username: "rapport_limited", password: "limited" });
    await readRows(store, "create role rapport_limited login password 'limited'");
    await readRows(store, `alter database ${url.pathname.slice(1)} owner to rapport_limited`);
    try {
      const open = (rowSecurity: "auto" | "on") => openStore({ databaseUrl: url.href, rowSecurity });
      await expect(open("on")).rejects.toThrow(/RAPPORT_ROW_SECURITY is on/);
      const weak = await open("auto");
      await weak.close();
      expect([weak.isSecured, store.isSecured]).toEqual([false, true]);
    } finally {
      await limited.remove();
      await readRows(store, "drop role rapport_limited");
    }
  });
});

const PROJECT_TABLES = `
  select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'project_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname <> 'member_sessions'
  order by 1`;

/** Tables without row security or without a policy, and what the role may do with them. */
const WITHOUT_POLICY = `
  select c.relname as name, concat_ws(',',
    case when has_table_privilege('rapport_tenant', c.oid, 'select') then 'select' end,
    case when has_table_privilege('rapport_tenant', c.oid, 'insert,update,delete,truncate') then 'change' end) as allowed
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not (c.relispartition and not has_table_privilege('rapport_tenant', c.oid, 'select,insert,update,delete'))
    and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
  order by 1`;

/** A statement for each table that puts a row of two projects into it, with any value where one is needed. */
const FILL = `
  select c.relname as name, format('insert into %I (%s) values (%s), (%s)', c.relname,
    string_agg(quote_ident(a.attname), ', '), string_agg(v.value, ', '), replace(string_agg(v.value, ', '), 'prj_a', 'prj_b')) as statement
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and a.attidentity = ''
  cross join lateral (select case
    when a.attname = 'project_id' then '''prj_a'''
    when a.atttypid in ('text'::regtype, 'varchar'::regtype) then '''x-prj_a'''
    when a.atttypid in ('jsonb'::regtype, 'json'::regtype) then '''{}'''
    when a.atttypid = 'bool'::regtype then 'false'
    when a.atttypid = 'uuid'::regtype then 'gen_random_uuid()'
    when a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype) then 'now()'
    when a.atttypid = 'bytea'::regtype then '''\\x00'''
    when a.atttypid::regtype::text like '%[]' then '''{}'''
    else '1' end as value) v
  where c.relname in (select name from (${PROJECT_TABLES}) t) and (a.attnotnull or a.attname = 'project_id')
  group by c.oid, c.relname order by 1`;
