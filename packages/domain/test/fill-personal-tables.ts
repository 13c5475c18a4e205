import type { Store } from "@rapport/store/database";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { sql } from "drizzle-orm";
import { PERSONAL_TABLES } from "../src/privacy/personal-tables.ts";

/** Somebody to put into every table: their profile, and a word that names them. */
type Filled = { profileId: string; name: string };
type Column = { table: string; name: string; type: string; isNeeded: boolean };

/** Tables that are filled by folding events, or through an index. */
const FOLDED = new Set(["profiles", "identities", "events", "consent_decisions", "vector_entries"]);

/** Puts a row about each of these people into every other table that may hold one, with any value where one is needed. */
export async function fillPersonalTables(store: Store, projectId: string, people: readonly Filled[]): Promise<void> {
  const columns = Map.groupBy(await readColumns(store), ({ table }) => table);
  await store.withTransaction(async (tx) => {
    // Without regard to what the rows would refer to.
    await tx.execute(sql`set local session_replication_role = replica`);
    // A table with one row for each project has that of the first.
    for (const [table, handling] of Object.entries(PERSONAL_TABLES)) {
      if ("kept" in handling || FOLDED.has(table)) continue;
      const profiles = "profiles" in handling ? handling.profiles : ["profile_id"];
      const texts = "texts" in handling ? handling.texts : [];
      const filled = (columns.get(table) ?? []).filter(
        ({ name, isNeeded }) => isNeeded || profiles.includes(name) || texts.includes(name),
      );
      const rows = people.map((person, i) =>
        filled.map((column) => fillColumn(column, { projectId, person, i, isText: texts.includes(column.name) })),
      );
      const names = filled.map((column) => `"${column.name}"`).join(", ");
      const values = rows.map((row) => `(${row.join(", ")})`).join(", ");
      await tx.execute(sql.raw(`insert into ${table} (${names}) values ${values} on conflict do nothing`));
    }
  });
}

async function readColumns(store: Store): Promise<Column[]> {
  const rows = await readRows(
    store,
    `select c.relname as "table", a.attname as name, a.atttypid::regtype::text as type, a.attnotnull as needed
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attidentity = '' and a.attgenerated = ''
        and not a.atthasdef`,
  );
  return rows.map(({ table, name, type, needed }) => ({
    ...{ table: String(table), name: String(name), type: String(type) },
    isNeeded: needed === true,
  }));
}

type Filling = { projectId: string; person: Filled; i: number; isText: boolean };

function fillColumn({ name: column, type }: Column, { projectId, person, i, isText }: Filling): string {
  if (column === "project_id") return `'${projectId}'`;
  if (type === "uuid") return column.includes("profile") ? `'${person.profileId}'` : "gen_random_uuid()";
  if (isText) return `'{"userId": "${person.name}"}'`;
  if (column === "what") return "'crm'";
  if (type === "text") return `'x-${i}'`;
  if (type.startsWith("json") || type.endsWith("[]")) return "'{}'";
  if (type === "boolean") return "false";
  if (type.startsWith("timestamp") || type === "date") return "now()";
  return type === "bytea" ? "'\\x00'" : String(i + 1);
}
