import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows, toJson } from "./raw.ts";

/** One thing that is known of a person besides events and traits; the kind says where it comes from. */
export type FactRow = { profileId: string; kind: "computed" | "score" | "cluster"; name: string; value: unknown };

/**
 * What is known of these people of these kinds: computed traits that are complete, scores (`intent:` before the goals'),
 * the cluster that each is in.
 */
export async function readFacts(
  db: Database,
  projectId: string,
  profileIds: readonly string[],
  kinds: ReadonlySet<FactRow["kind"]>,
): Promise<FactRow[]> {
  const parts = [...kinds].map((kind) => PARTS[kind](projectId));
  if (parts.length === 0 || profileIds.length === 0) return [];
  const rows = await db.execute<Record<string, unknown>>(sql`
    with k as materialized (select value::uuid as id from json_array_elements_text(${jsonRows(profileIds)}))
    ${sql.join(parts, sql` union all `)}`);
  return rows.map((row) => ({
    profileId: String(row.profile_id),
    // as: one of the words below
    kind: row.kind as FactRow["kind"],
    name: String(row.name),
    value: toJson(row.value),
  }));
}

const PARTS = {
  computed: (projectId: string) => sql`
    select v.profile_id, 'computed' as kind, t.key as name, v.value::text as value from k
    cross join lateral (select * from computed_trait_values
      where project_id = ${projectId} and profile_id = k.id and value is not null offset 0) v
    join computed_traits t on t.project_id = v.project_id and t.state_id = v.state_id and t.status = 'active'`,
  score: (projectId: string) => sql`
    select s.profile_id, 'score' as kind, s.name, to_jsonb(s.value)::text as value from k
    cross join lateral (select * from profile_scores where project_id = ${projectId} and profile_id = k.id offset 0) s
    union all
    select r.profile_id, 'score', x.name, x.value::text from k
    cross join lateral (select * from rfm_scores where project_id = ${projectId} and profile_id = k.id offset 0) r
    cross join lateral (values ('rfm_recency', to_jsonb(r.recency)), ('rfm_frequency', to_jsonb(r.frequency)),
      ('rfm_monetary', to_jsonb(r.monetary)), ('rfm_segment', to_jsonb(r.segment))) as x(name, value)`,
  cluster: (projectId: string) => sql`
    select m.profile_id, 'cluster' as kind, m.cluster_id as name, 'true' as value from k
    cross join lateral (select * from cluster_members where project_id = ${projectId} and profile_id = k.id offset 0) m`,
};
