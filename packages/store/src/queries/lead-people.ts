import { sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { jsonRows } from "./raw.ts";

/** User ids of the living people who have these addresses, which are in lower case; more than one where several have it. */
export async function findByEmail(
  db: Database,
  projectId: string,
  emails: readonly string[],
): Promise<Map<string, string[]>> {
  if (emails.length === 0) return new Map();
  const rows = await db.execute<Record<string, unknown>>(sql`
    select lower(p.traits->>'email') as email, p.user_id from profiles p
    where p.project_id = ${projectId} and p.merged_into is null and p.user_id is not null
      and lower(p.traits->>'email') in (select json_array_elements_text(${jsonRows(emails)})) order by p.id`);
  const found = new Map<string, string[]>();
  for (const { email, user_id: userId } of rows)
    found.set(String(email), [...(found.get(String(email)) ?? []), String(userId)]);
  return found;
}
