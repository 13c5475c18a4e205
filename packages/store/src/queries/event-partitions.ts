import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import type { RetentionMarks } from "../schema/retention.ts";
import { jsonRows, toJson, toNumber } from "./raw.ts";

/**
 * Where an event stands is its `day`: that of the message in a partition of its own day, shifted out of all days' range
 * in `late` and `future`, which keep the days that have no partition. Both shifted places keep the days apart, so that
 * looking for a copy there is one step down an index, however much they hold.
 */
const SHIFT_DAYS = 2 ** 24;

/** Place in `events_late` of a day without a partition. */
export const latePlace = (day: number): number => day - SHIFT_DAYS;
/** Place in `events_future` of a day without a partition. */
export const futurePlace = (day: number): number => day + SHIFT_DAYS;
/** Place in `events_late` of messages that say no day. */
export const UNDATED_PLACE = -2 * SHIFT_DAYS;

/** Any constant works, so long as every Rapport process uses the same and no other lock does. */
const PARTITION_LOCK = 7_210_936;
/** A partition that cannot be made or dropped at once waits for its next turn: nobody may queue behind it for long. */
const LOCK_TIMEOUT = "1s";

/** The table that an event's place is kept in. */
export function partitionOf(place: number): string {
  if (place < 0) return "events_late";
  return place >= SHIFT_DAYS ? "events_future" : `events_${toDate(place).replaceAll(/\D/g, "")}`;
}

/** What is known of a project's day before its events are stored. */
export type DayState = { projectId: string; day: number; hasPartition: boolean; hasShifted: boolean };

/** Whose marks are read: those of all projects stand in one row, which no request may read. */
type DayStatesOptions = { marks?: boolean };

/** What is known before events are stored; `marks` by project, of those that keep their events for a time of their own. */
export type DayStates = {
  states: DayState[];
  droppedBefore: number | undefined;
  marks: Map<string, RetentionMarks>;
  /** Projects that have a ledger of erased and suppressed ids. */
  ledgers: Set<string>;
};

/**
 * Tells for each day of each project whether it has a partition, and whether events of it stand in `late` or `future`.
 * `droppedBefore` and the marks are held until the end of the transaction: retention cannot pass this one.
 */
export async function readDayStates(
  tx: Database,
  days: readonly { projectId: string; day: number | undefined }[],
  { marks = true }: DayStatesOptions = {},
): Promise<DayStates> {
  const rows = days.map(({ projectId, day }) =>
    day === undefined
      ? { projectId }
      : { projectId, day, late: latePlace(day), future: futurePlace(day), name: partitionOf(day) },
  );
  const found = await tx.execute<Record<string, unknown>>(sql`
    select r.dropped_before, r.projects -> k."projectId" as marks, k."projectId", k.day,
      exists (select from ledger_ids i where i.project_id = k."projectId") as "hasLedger",
      exists (${sql.raw(selectPartition("k.name"))}) as "hasPartition",
      exists (select from events_late e where e.project_id = k."projectId" and e.day = k.late)
      or exists (select from events_future e where e.project_id = k."projectId" and e.day = k.future)
        as "hasShifted"
    from (
      select e.dropped_before, ${marks ? sql`m.projects` : sql`null::jsonb`} as projects
      from event_retention e ${marks ? sql`join retention_marks m on m.id = 1` : sql``} where e.id = 1 for share
    ) r
    left join json_to_recordset(${jsonRows(rows)}) as k("projectId" text, day int, late int, future int, name text)
      on true`);
  return {
    states: found.flatMap(toDayState),
    droppedBefore: toDayNumber(found[0]?.dropped_before),
    marks: new Map(found.flatMap(toMarks)),
    ledgers: new Set(found.flatMap(({ projectId, hasLedger }) => (hasLedger === true ? [String(projectId)] : []))),
  };
}

function toMarks({ projectId, marks }: Record<string, unknown>): [string, RetentionMarks][] {
  return typeof projectId === "string" && marks !== null ? [[projectId, toJson<RetentionMarks>(marks)]] : [];
}

function toDayState({ projectId, day, hasPartition, hasShifted }: Record<string, unknown>): DayState[] {
  if (typeof projectId !== "string" || day === null) return [];
  return [{ projectId, day: toNumber(day), hasPartition: hasPartition === true, hasShifted: hasShifted === true }];
}

/**
 * Makes the partition of a day unless it is there; answers false, and leaves the transaction as it was, when the
 * database refuses. Attached instead of created in place: that does not wait for readers of the other days.
 */
export async function createEventPartition(tx: Database, day: number): Promise<boolean> {
  const name = partitionOf(day);
  await tx.execute(
    sql.raw(`do $$ begin
      perform set_config('lock_timeout', '${LOCK_TIMEOUT}', true);
      perform pg_advisory_xact_lock(${PARTITION_LOCK});
      if not exists (${selectPartition(`'${name}'`)}) then
        create table ${name} (like events including defaults including compression);
        alter table ${name} alter column payload set statistics 0, alter column enrichment set statistics 0;
        alter table events attach partition ${name} for values from (${day}) to (${day + 1});
      end if;
      perform set_config('lock_timeout', '0', true);
    exception when others then null;
    end $$`),
  );
  const [row] = await tx.execute<{ made: unknown }>(sql.raw(`select exists (${selectPartition(`'${name}'`)}) as made`));
  return row?.made === true;
}

function selectPartition(name: string): string {
  return `select from pg_inherits i where i.inhparent = 'events'::regclass and i.inhrelid = to_regclass(${name})`;
}

/** Days that have a partition of their own, the oldest first. */
export async function listEventPartitions(db: Database): Promise<number[]> {
  const rows = await db.execute<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'events'::regclass and c.relname ~ '^events_\\d{8}$' order by 1`);
  return rows.map(({ name }) => Date.parse(name.replace(/^events_(\d{4})(\d{2})/, "$1-$2-")) / 86_400_000);
}

/** First day whose events are kept; undefined when none was ever dropped. */
export async function readDroppedBefore(db: Database): Promise<number | undefined> {
  const [row] = await db.execute<{ day: unknown }>(sql`select dropped_before as day from event_retention`);
  return toDayNumber(row?.day);
}

/** Refuses events of earlier days from now on; the limit never moves back. Answers it as it stands. */
export async function advanceDroppedBefore(db: Database, day: number): Promise<number> {
  const [row] = await db.execute<{ day: unknown }>(sql`
    update event_retention set dropped_before = greatest(dropped_before, ${day}::int) returning dropped_before as day`);
  return toNumber(row?.day);
}

/** Drops one day's events with their indexes, without reading them. */
export async function dropEventPartition(tx: Database, day: number): Promise<void> {
  await tx.execute(sql.raw(`set local lock_timeout = '${LOCK_TIMEOUT}'`));
  await tx.execute(sql.raw(`alter table events detach partition ${partitionOf(day)}`));
  await tx.execute(sql.raw(`drop table ${partitionOf(day)}`));
}

/** Deletes a project's events of days before this one, and of no day, from `late` and `future`; answers how many. */
export async function deleteShiftedEvents(db: Database, projectId: string, droppedBefore: number): Promise<number> {
  const bounds = [
    { table: "events_late", from: UNDATED_PLACE, to: latePlace(droppedBefore) },
    { table: "events_future", from: SHIFT_DAYS, to: futurePlace(droppedBefore) },
  ];
  let deleted = 0;
  for (const { table, from, to } of bounds) {
    const rows = await db.execute<{ n: unknown }>(sql`
      with gone as (
        delete from ${sql.raw(table)} where project_id = ${projectId} and day >= ${from} and day < ${to} returning 1)
      select count(*) as n from gone`);
    deleted += toNumber(rows[0]?.n);
  }
  return deleted;
}

function toDate(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function toDayNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : toNumber(value);
}
