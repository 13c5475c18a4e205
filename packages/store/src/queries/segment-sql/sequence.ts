import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";

/** A step as columns of `history`: what matches, how long after the step before at most, what may not lie between. */
export type StepColumns = { flag: SQL; withinMs: number | undefined; without: SQL | undefined };

/** Per person when the steps were completed last: (root, at). */
export function sequenceSql(steps: readonly StepColumns[]): SQL {
  return sql`select root, max(at) as at from (${reachSql(steps, [])}) as reached where r group by root`;
}

/** Per person the first completion since the last event that `ended` marks: (root, at). */
export function absenceSql(steps: readonly StepColumns[], ended: SQL): SQL {
  return sql`select root, min(at) as at from (
      select *, max(case when ${ended} then rn end) over (partition by root) as last_end
      from (${reachSql(steps, [ended])}) as reached) as closed
    where r and (last_end is null or rn >= last_end) group by root`;
}

/**
 * The rows of `history` that the steps speak of, in each person's order, with `r`: the steps up to the last one are
 * completed here. One pass of window functions per step: the latest row at which the steps before were completed is
 * the best one, as it is the nearest and has the least between.
 */
function reachSql(steps: readonly StepColumns[], more: readonly SQL[]): SQL {
  const columns = [...steps.flatMap(({ flag, without }) => (without ? [flag, without] : [flag])), ...more];
  const wanted = sql.join(columns, sql` or `);
  const first = sql`select *, row_number() over (partition by root order by at, id) as rn, ${steps[0]?.flag ?? sql`false`} as r
    from history where ${wanted}`;
  return steps.slice(1).reduce((before, { flag, withinMs, without }) => {
    const earlier = sql`over (partition by root order by rn rows between unbounded preceding and 1 preceding)`;
    const blocked = without ? sql`max(case when ${without} then rn end) ${earlier}` : sql`null::bigint`;
    const inTime =
      withinMs === undefined ? sql`true` : sql`at <= p_at + ${withinMs}::bigint * interval '1 millisecond'`;
    const others = sql.join(columns, sql`, `);
    return sql`select root, at, id, rn, ${others}, (${flag} and p is not null and (p_blocked is null or p_blocked <= p)
        and ${inTime}) as r
      from (select *, max(case when r then rn end) ${earlier} as p, max(case when r then at end) ${earlier} as p_at,
        ${blocked} as p_blocked from (${before}) as before) as looked`;
  }, first);
}
