import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { Database } from "../../client/database.ts";
import { toNumber } from "../raw.ts";
import type { AnalysedRange } from "./select-analysed.ts";
import { named, selectAnalysed } from "./select-analysed.ts";

const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;

/** People who got as far as a step, and the median of their fastest ways to it in seconds. */
export type FunnelStepRow = { people: number; medianSeconds: number | null };

/**
 * How many people did the steps in order, each strictly after the one before and all within the window from the first, which
 * lies in the range. One sort of the steps' events: each step's pass carries to every event of it the latest first step that leads
 * there, which leaves the most of the window for what follows; so no way is missed that another beginning would allow. O(n log n).
 */
export async function countFunnel(
  db: Database,
  { steps, windowDays, ...range }: AnalysedRange & { steps: readonly string[]; windowDays: number },
): Promise<{ events: number; steps: FunnelStepRow[] }> {
  const read = { ...range, to: new Date(range.to.getTime() + windowDays * DAY_MS) };
  const count = steps.length;
  const [row] = await db.execute<Record<string, unknown>>(sql`
    with base as materialized (
      ${selectAnalysed(read, { columns: sql`, e.name`, where: named(steps) })}),
    step1 as (
      select *, case when name = ${steps[0]} and t < ${range.to.getTime() / 1_000}::float8 then t end as s1 from base)
    ${sql.join(steps.slice(1).map((name, index) => nextStep(name, index + 2, windowDays)))},
    person as (
      select person, ${sql.join(
        steps.map((_, index) => reached(index + 1)),
        sql`, `,
      )}
      from ${sql.raw(`step${count}`)} group by person)
    select (select count(*) from base) as events,
      ${sql.join(
        steps.map((_, index) => counted(index + 1)),
        sql`, `,
      )} from person`);
  return {
    events: toNumber(row?.events ?? 0),
    steps: steps.map((_, index) => ({
      people: toNumber(row?.[`p${index + 1}`] ?? 0),
      medianSeconds: index === 0 || row?.[`m${index + 1}`] == null ? null : toNumber(row[`m${index + 1}`]),
    })),
  };
}

/** Numbers of steps are ours, so they may stand in the statement's text. */
function nextStep(name: string, step: number, windowDays: number): SQL {
  const [own, before] = [sql.raw(String(step)), sql.raw(String(step - 1))];
  return sql`,
    step${own} as (
      select *, case when name = ${name} and t - b${own} <= ${windowDays * DAY_SECONDS}::float8 then b${own} end as s${own}
      from (select *, max(s${before}) over (partition by person order by t, seq
        rows between unbounded preceding and 1 preceding) as b${own} from step${before}) passed${own})`;
}

function reached(step: number): SQL {
  const own = sql.raw(String(step));
  return sql`min(case when s${own} is not null then t - s${own} end) as d${own}`;
}

function counted(step: number): SQL {
  const own = sql.raw(String(step));
  return sql`count(d${own}) as p${own}, percentile_cont(0.5) within group (order by d${own}) as m${own}`;
}
