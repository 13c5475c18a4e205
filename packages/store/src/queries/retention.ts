import type { SQL } from "drizzle-orm";
import { eq, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { RetentionMarks, RetentionRun } from "../schema/retention.ts";
import { projectRetention, retentionMarks } from "../schema/retention.ts";
import { futurePlace, latePlace, listEventPartitions, partitionOf, UNDATED_PLACE } from "./event-partitions.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type { RetentionMarks, RetentionRun };
export type RetentionRow = typeof projectRetention.$inferSelect;

/** Events that are deleted in one statement: a fold that waits behind it waits for milliseconds. */
const CHUNK = 5_000;
/** Runs that are kept as proof. */
const KEPT_RUNS = 30;

/** How long a project keeps its events; undefined when it never said so. */
export async function getRetentionRow(db: Database, projectId: string): Promise<RetentionRow | undefined> {
  const [row] = await db.select().from(projectRetention).where(eq(projectRetention.projectId, projectId));
  return row;
}

/** Projects with a retention of their own. */
export async function listRetentionRows(db: Database): Promise<RetentionRow[]> {
  return db
    .select()
    .from(projectRetention)
    .where(or(sql`days is not null`, sql`names <> '{}'::jsonb`, sql`swept <> '{}'::jsonb`));
}

/** Takes over what a project wants; everything is looked through once more. */
export async function putRetentionRow(
  db: Database,
  row: Pick<RetentionRow, "projectId" | "days" | "names" | "updatedAt" | "updatedBy">,
): Promise<void> {
  const { projectId: _, ...changed } = row;
  await db
    .insert(projectRetention)
    .values(row)
    .onConflictDoUpdate({ target: projectRetention.projectId, set: { ...changed, swept: {} } });
}

/** Notes what a run did, unless the project has changed its mind meanwhile. */
export async function noteRetentionRun(
  db: Database,
  row: Pick<RetentionRow, "projectId" | "updatedAt" | "runs">,
  { swept, run }: { swept: RetentionMarks; run: RetentionRun },
): Promise<void> {
  const runs = run.events === 0 ? row.runs : [run, ...row.runs].slice(0, KEPT_RUNS);
  await db.update(projectRetention).set({ lastRun: run, runs }).where(eq(projectRetention.projectId, row.projectId));
  await db
    .update(projectRetention)
    .set({ swept })
    .where(sql`project_id = ${row.projectId} and updated_at = ${row.updatedAt.toISOString()}::timestamptz`);
}

/** The marks of all projects. */
export async function readRetentionMarks(db: Database): Promise<Record<string, RetentionMarks>> {
  const [row] = await db.select().from(retentionMarks);
  return row?.projects ?? {};
}

/** The same of one project, and nobody stores events until the transaction's end. */
export async function lockRetentionMarks(tx: Database, projectId: string): Promise<RetentionMarks> {
  const [row] = await tx.select().from(retentionMarks).for("update");
  return row?.projects[projectId] ?? {};
}

/** Sets a project's marks; the caller has locked them. */
export async function writeRetentionMarks(tx: Database, projectId: string, marks: RetentionMarks): Promise<void> {
  const json = JSON.stringify(marks);
  await tx.execute(sql`
    update retention_marks set projects = projects || jsonb_build_object(${projectId}::text, ${json}::jsonb)`);
  await tx.update(projectRetention).set({ marks }).where(eq(projectRetention.projectId, projectId));
}

/** Which events of a project go: those of days from `from` on and before `to`, of this name, or of none of these. */
export type OldEvents = {
  projectId: string;
  /** Absent: since ever, those that say no day included. */
  from: number | undefined;
  to: number;
  name?: string | undefined;
  except?: readonly string[];
};

/** Deletes old events wherever they stand, a part at a time; answers how many. */
export async function deleteOldEvents(db: Database, old: OldEvents): Promise<number> {
  const { from, to } = old;
  const days = (await listEventPartitions(db)).filter((day) => day < to && day >= (from ?? day));
  const places = [
    ...days.map((day) => ({ table: partitionOf(day), from: day, to: day + 1 })),
    { table: "events_late", from: from === undefined ? UNDATED_PLACE : latePlace(from), to: latePlace(to) },
    { table: "events_future", from: futurePlace(from ?? 0), to: futurePlace(to) },
  ];
  let deleted = 0;
  for (const place of places) deleted += await deletePlace(db, old, place);
  return deleted;
}

async function deletePlace(
  db: Database,
  old: OldEvents,
  { table, from, to }: { table: string; from: number; to: number },
): Promise<number> {
  let deleted = 0;
  for (;;) {
    // Until none is found: what another server is deleting at the moment, or has just given to another profile, is found again.
    const [row] = await db.execute<{ found: unknown; gone: unknown }>(sql`
      with found as materialized (
        select ctid from ${sql.raw(table)}
        where project_id = ${old.projectId} and day >= ${from} and day < ${to} and ${ofNames(old)} limit ${CHUNK}),
      gone as (
        delete from ${sql.raw(table)} where ctid = any (array(select ctid from found)) returning 1)
      select (select count(*) from found) as found, (select count(*) from gone) as gone`);
    deleted += toNumber(row?.gone);
    if (toNumber(row?.found) === 0) return deleted;
  }
}

function ofNames({ name, except = [] }: OldEvents): SQL {
  if (name !== undefined) return sql`name = ${name}`;
  if (except.length === 0) return sql`true`;
  return sql`name not in (select value from json_array_elements_text(${jsonRows(except)}))`;
}
