import { and, count, desc, eq, max, sql, sum } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { rfmScores } from "../schema/rfm.ts";
import { jsonRows, toNumber } from "./raw.ts";

export type RfmRow = typeof rfmScores.$inferSelect;

/** A number that is larger is taken for a mistake, and left out. */
const LARGEST = 1e12;

/**
 * Replaces a project's scores by those of its stored purchases, in one statement over one pass of them; answers how many
 * customers there are. A score is the fifth that a customer is in, by the share of customers who are strictly below: equal
 * customers are equal. `grid` names each place.
 */
export async function replaceRfmScores(
  tx: Database,
  params: {
    projectId: string;
    event: string;
    /** The first of these properties that is a number is the amount. */
    properties: readonly string[];
    grid: readonly { recency: number; value: number; segment: string }[];
    now: Date;
  },
): Promise<number> {
  const { projectId, event, properties, grid, now } = params;
  await tx.delete(rfmScores).where(eq(rfmScores.projectId, projectId));
  const rows = await tx.execute(sql`
    insert into rfm_scores (project_id, profile_id, last_order_at, orders, revenue, recency, frequency, monetary, segment,
      computed_at)
    with purchases as (
      select coalesce(p.merged_into, e.profile_id) as profile_id, e."timestamp" as at, (
        select (e.payload->'properties'->>k.name)::numeric from json_array_elements_text(${jsonRows(properties)})
          with ordinality as k(name, place)
        where jsonb_typeof(e.payload->'properties'->k.name) = 'number'
          and abs((e.payload->'properties'->>k.name)::numeric) <= ${LARGEST}::numeric
        order by k.place limit 1) as amount
      from events e left join profiles p on p.project_id = e.project_id and p.id = e.profile_id
      where e.project_id = ${projectId} and e.type = 'track' and e.name = ${event}),
    customers as (
      select profile_id, max(at) as last_at, count(*) as orders, coalesce(sum(amount), 0) as revenue
      from purchases group by profile_id),
    scored as (
      select *, 1 + 5 * (rank() over (order by last_at) - 1) / count(*) over () as r,
        1 + 5 * (rank() over (order by orders) - 1) / count(*) over () as f,
        1 + 5 * (rank() over (order by revenue) - 1) / count(*) over () as m
      from customers)
    select ${projectId}, s.profile_id, s.last_at, s.orders, s.revenue, s.r, s.f, s.m, g.segment,
      ${now.toISOString()}::timestamptz
    from scored s join json_to_recordset(${jsonRows(grid)}) as g(recency int, value int, segment text)
      on g.recency = s.r and g.value = (s.f + s.m + 1) / 2
    returning 1 as one`);
  return rows.length;
}

/** Each customer's place as one text, by profile: to see whose has changed. */
export async function readRfmPlaces(db: Database, projectId: string): Promise<Map<string, string>> {
  const rows = await db.execute<{ profile_id: unknown; place: unknown }>(sql`
    select profile_id, recency || ' ' || frequency || ' ' || monetary || ' ' || segment as place from rfm_scores
    where project_id = ${projectId}`);
  return new Map(rows.map(({ profile_id, place }) => [String(profile_id), String(place)]));
}

/** One customer's scores; undefined for who bought nothing, or since the last computation. */
export async function getRfmRow(db: Database, projectId: string, profileId: string): Promise<RfmRow | undefined> {
  const [row] = await db
    .select()
    .from(rfmScores)
    .where(and(eq(rfmScores.projectId, projectId), eq(rfmScores.profileId, profileId)));
  return row;
}

/** A project's customers by segment, the largest first. */
export async function countRfmSegments(db: Database, projectId: string) {
  const rows = await db
    .select({
      segment: rfmScores.segment,
      customers: count(),
      revenue: sum(rfmScores.revenue),
      computedAt: max(rfmScores.computedAt),
    })
    .from(rfmScores)
    .where(eq(rfmScores.projectId, projectId))
    .groupBy(rfmScores.segment)
    .orderBy(desc(count()), rfmScores.segment);
  return rows.map((row) => ({ ...row, revenue: toNumber(row.revenue) }));
}
