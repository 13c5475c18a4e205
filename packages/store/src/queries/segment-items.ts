import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { toNumber } from "./raw.ts";

/**
 * How many people remember each item, the most remembered first, and the sum over all items: of a segment's members, or of
 * everybody. People without a user id do not count, since a public key makes as many as its owner likes; of the others,
 * those seen last.
 */
export async function countRememberedItems(
  db: Database,
  params: { projectId: string; segmentId: string | undefined; people: number; items: number },
): Promise<{ total: number; counts: Map<string, number> }> {
  const { projectId, segmentId, people, items } = params;
  const members =
    segmentId === undefined
      ? sql``
      : sql`join segment_members m
          on m.project_id = p.project_id and m.segment_id = ${segmentId} and m.profile_id = p.id`;
  const rows = await db.execute<Record<string, unknown>>(sql`
    with seen as (
      select p.recent_items from profiles p ${members}
      where p.project_id = ${projectId} and p.merged_into is null and p.user_id is not null
      order by p.last_seen_at desc limit ${people}
    )
    select entry ->> 0 as item, count(*) as people, sum(count(*)) over () as total
    from seen cross join lateral jsonb_array_elements(seen.recent_items) as entry
    group by 1 order by 2 desc, 1 limit ${items}`);
  return {
    total: toNumber(rows[0]?.total ?? 0),
    counts: new Map(rows.map(({ item, people: count }) => [String(item), toNumber(count)])),
  };
}
