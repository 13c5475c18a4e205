import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";
import type { AnalysedRange } from "./select-analysed.ts";
import { AMOUNT_CENTS, selectAnalysed } from "./select-analysed.ts";

/** `day` counts from the beginning of the range. */
export type DayRow = { day: number; events: number; people: number; conversions: number; valueCents: number };
export type TopEventRow = { type: string; name: string; events: number; people: number };

const DAY = sql`86400::float8`;

/** Events, people and conversions by UTC day; days without any are left out. */
export async function countDays(
  db: Database,
  { conversion, ...range }: AnalysedRange & { conversion: string },
): Promise<DayRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with base as (${selectAnalysed(range, {
      columns: sql`, e.name = ${conversion} and e.type = 'track' as converts,
        case when e.name = ${conversion} and e.type = 'track' then ${AMOUNT_CENTS} end as cents`,
    })})
    select floor((t - ${range.from.getTime() / 1_000}::float8) / ${DAY})::int as day, count(*) as events,
      count(distinct person) as people, count(*) filter (where converts) as conversions,
      coalesce(sum(cents), 0) as cents
    from base group by 1`);
  return rows.map(({ day, events, people, conversions, cents }) => ({
    day: toNumber(day),
    events: toNumber(events),
    people: toNumber(people),
    conversions: toNumber(conversions),
    valueCents: toNumber(cents),
  }));
}

/** People of the whole range together, each once. */
export async function countPeople(db: Database, range: AnalysedRange): Promise<number> {
  const [row] = await db.execute<{ people: unknown }>(
    sql`with base as (${selectAnalysed(range)}) select count(distinct person) as people from base`,
  );
  return toNumber(row?.people ?? 0);
}

/** People who were seen first on each day of the range. */
export async function countNewPeople(
  db: Database,
  { projectId, from, to }: AnalysedRange,
): Promise<{ day: number; people: number }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    select floor((extract(epoch from first_seen_at)::float8 - ${from.getTime() / 1_000}::float8) / ${DAY})::int as day,
      count(*) as people
    from profiles where project_id = ${projectId} and merged_into is null
      and first_seen_at >= ${from.toISOString()}::timestamptz and first_seen_at < ${to.toISOString()}::timestamptz
    group by 1`);
  return rows.map(({ day, people }) => ({ day: toNumber(day), people: toNumber(people) }));
}

/** The most frequent events of the range. */
export async function countTopEvents(
  db: Database,
  { limit, ...range }: AnalysedRange & { limit: number },
): Promise<TopEventRow[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with base as (${selectAnalysed(range, { columns: sql`, e.type, e.name` })})
    select type, name, count(*) as events, count(distinct person) as people from base
    group by type, name order by events desc, type, name limit ${limit}`);
  return rows.map(({ type, name, events, people }) => ({
    type: String(type),
    name: String(name),
    events: toNumber(events),
    people: toNumber(people),
  }));
}
