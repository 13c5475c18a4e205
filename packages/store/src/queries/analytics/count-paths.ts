import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";
import type { AnalysedRange } from "./select-analysed.ts";
import { selectAnalysed } from "./select-analysed.ts";

export type PathLinkRow = { step: number; from: string; to: string | null; visits: number };

const MOST_LINKS = 100;

/**
 * What follows what in visits from their beginning, or from the first `start` in them, up to `depth` things. A page is named by
 * its path where it says one. Events without a visit's id are one visit of the person's UTC day.
 */
export async function countPaths(
  db: Database,
  { start, depth, ...range }: AnalysedRange & { start: string | undefined; depth: number },
): Promise<{ events: number; visits: number; links: PathLinkRow[] }> {
  const label = sql`case when e.type = 'page' then coalesce(e.payload->'properties'->>'path', e.name) else e.name end`;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with base as materialized (${selectAnalysed(range, {
      columns: sql`, ${label} as label, e.session_id`,
      where: sql`and e.type in ('track', 'page', 'screen')`,
    })}),
    placed as (
      select coalesce(session_id, floor(t / 86400)::text) as visit, person, label, t, seq from base),
    changes as (
      select * from (select *, lag(label) over (partition by person, visit order by t, seq) as earlier from placed) seen
      where label is distinct from earlier),
    begun as (
      select *, ${
        start === undefined
          ? sql`true`
          : sql`bool_or(label = ${start}) over (partition by person, visit order by t, seq
        rows between unbounded preceding and current row)`
      } as is_on from changes),
    ways as (
      select label, row_number() over w as step, lead(label) over w as next from begun where is_on
      window w as (partition by person, visit order by t, seq)),
    links as (
      select step, label, next, count(*) as visits from ways where step <= ${depth} group by step, label, next)
    select step, label, next, visits, (select count(*) from base) as events,
      (select sum(visits) from links where step = 1) as all_visits
    from links order by visits desc, step, label, next nulls last limit ${MOST_LINKS}`);
  return {
    events: toNumber(rows[0]?.events ?? 0),
    visits: toNumber(rows[0]?.all_visits ?? 0),
    links: rows.map(({ step, label: from, next, visits }) => ({
      step: toNumber(step),
      from: String(from),
      to: next === null ? null : String(next),
      visits: toNumber(visits),
    })),
  };
}
