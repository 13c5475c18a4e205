import { MOST_ANALYSED_EVENTS } from "@rapport/contracts/analytics";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { jsonRows } from "../raw.ts";

/** A project and a time, of which `to` is not part any more. */
export type AnalysedRange = { projectId: string; from: Date; to: Date };

/** Events are received after they happen; this much is left to clocks that are ahead. */
const AHEAD = sql`interval '1 day'`;

/**
 * Events of a time with whose they are now (`person`), `t` in seconds since 1970 and `seq` as the order of equal times. At most one
 * more than may be analysed: who finds that one refuses. The bound on `received_at` changes nothing but what is read.
 */
export function selectAnalysed(
  { projectId, from, to }: AnalysedRange,
  { columns = sql``, where = sql`` }: { columns?: SQL; where?: SQL } = {},
): SQL {
  return sql`
    select coalesce(p.merged_into, e.profile_id) as person, extract(epoch from e."timestamp")::float8 as t, e.seq ${columns}
    from events e left join profiles p on p.project_id = e.project_id and p.id = e.profile_id
    where e.project_id = ${projectId} and e."timestamp" >= ${from.toISOString()}::timestamptz
      and e."timestamp" < ${to.toISOString()}::timestamptz
      and e.received_at >= ${from.toISOString()}::timestamptz - ${AHEAD} ${where}
    limit ${MOST_ANALYSED_EVENTS + 1}`;
}

/** Narrows to events of these names. */
export function named(names: readonly string[]): SQL {
  return sql`and e.name in (select value from json_array_elements_text(${jsonRows(names)}))`;
}

/** Where shops put the amount of an order, after Segment's e-commerce specification: the first that is a number, in cents. */
export const AMOUNT_CENTS: SQL = sql`(
  select round((e.payload->'properties'->>k.name)::numeric * 100)
  from (values ('revenue', 1), ('total', 2), ('value', 3)) as k(name, place)
  where jsonb_typeof(e.payload->'properties'->k.name) = 'number'
    and abs((e.payload->'properties'->>k.name)::numeric) <= 1e10
  order by k.place limit 1)`;
