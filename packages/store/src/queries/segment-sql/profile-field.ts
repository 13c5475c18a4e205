import type { LeafRule } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";

export type ProfileField = Extract<LeafRule, { type: "profile" }>["field"];

const timeMs = (column: SQL) => sql`to_jsonb(floor(extract(epoch from ${column}) * 1000))`;

const FIELDS: Record<ProfileField, SQL> = {
  user_id: sql`to_jsonb(people.user_id)`,
  first_seen: timeMs(sql`people.first_seen_at`),
  last_seen: timeMs(sql`people.last_seen_at`),
  event_count: sql`to_jsonb(people.event_count)`,
  first_source: sql`(people.first_touch -> 'source')`,
  first_medium: sql`(people.first_touch -> 'medium')`,
  first_campaign: sql`(people.first_touch -> 'campaign')`,
  last_source: sql`(people.last_touch -> 'source')`,
  last_medium: sql`(people.last_touch -> 'medium')`,
  last_campaign: sql`(people.last_touch -> 'campaign')`,
};

/** A field of `people` as jsonb. */
export function profileFieldSql(field: ProfileField): SQL {
  return FIELDS[field];
}
