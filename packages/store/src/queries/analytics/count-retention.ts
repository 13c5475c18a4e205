import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";
import type { AnalysedRange } from "./select-analysed.ts";
import { named, selectAnalysed } from "./select-analysed.ts";

/** People of a cohort who came back `offset` periods after they started; -1 stands for all of the cohort. */
export type RetentionRow = { cohort: number; offset: number; people: number };

/** Who started in which period of the range, and in which of the following ones they came back; each person once. */
export async function countRetention(
  db: Database,
  params: AnalysedRange & { start: string | undefined; back: string | undefined; periodDays: number },
): Promise<{ events: number; rows: RetentionRow[] }> {
  const { start, back, periodDays, ...range } = params;
  const is = (name: string | undefined) => (name === undefined ? sql`true` : sql`e.name = ${name}`);
  const names = start === undefined || back === undefined ? sql`` : named([start, back]);
  const rows = await db.execute<Record<string, unknown>>(sql`
    with base as materialized (${selectAnalysed(range, {
      columns: sql`, ${is(start)} as starts, ${is(back)} as returns`,
      where: names,
    })}),
    placed as (
      select person, starts, returns,
        floor((t - ${range.from.getTime() / 1_000}::float8) / ${periodDays * 86_400}::float8)::int as period from base),
    cohorts as (select person, min(period) as cohort from placed where starts group by person),
    visits as (select distinct person, period from placed where returns)
    select cohort, -1 as away, count(*) as people, (select count(*) from base) as events from cohorts group by cohort
    union all
    select c.cohort, v.period - c.cohort, count(*), 0 from cohorts c
      join visits v on v.person = c.person and v.period >= c.cohort group by 1, 2`);
  return {
    events: rows.reduce((most, { events }) => Math.max(most, toNumber(events)), 0),
    rows: rows.map(({ cohort, away, people }) => ({
      cohort: toNumber(cohort),
      offset: toNumber(away),
      people: toNumber(people),
    })),
  };
}
