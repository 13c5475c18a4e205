import { and, desc, eq, inArray, lt, or, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { consentDecisions } from "../schema/consents.ts";
import { profiles } from "../schema/profiles.ts";
import { jsonRows } from "./raw.ts";

export type ConsentRow = typeof consentDecisions.$inferSelect;

/** A decision that may have to be recorded; `at` is RFC 3339. */
export type NewConsent = {
  profileId: string;
  eventId: string;
  messageId: string;
  category: string;
  granted: boolean;
  textVersion: string | null;
  source: string | null;
  actor: string | null;
  at: string;
  /** Recorded only if the decision before it, by time, was another one. */
  isDoubtful: boolean;
};

/** Adds decisions to the record, each once. Of doubtful ones those that say something new at their time. */
export async function insertConsents(tx: Database, projectId: string, rows: readonly NewConsent[]): Promise<void> {
  await tx.execute(sql`
    insert into consent_decisions
      (project_id, event_id, category, profile_id, granted, text_version, source, actor, at, message_id)
    select ${projectId}, r."eventId", r.category, r."profileId", r.granted, r."textVersion", r.source, r.actor, r.at,
      r."messageId"
    from json_to_recordset(${jsonRows(rows)}) as r("profileId" uuid, "eventId" uuid, "messageId" text, category text,
      granted boolean, "textVersion" text, source text, actor text, at timestamptz, "isDoubtful" boolean)
    left join lateral (
      select c.granted, c.text_version from consent_decisions c
      where r."isDoubtful" and c.project_id = ${projectId} and c.category = r.category
        and (c.profile_id = r."profileId" or c.profile_id in (
          select p.id from profiles p where p.project_id = ${projectId} and p.merged_into = r."profileId"))
        and (c.at, c.message_id collate "C") < (r.at, r."messageId" collate "C")
      order by c.at desc, c.message_id collate "C" desc limit 1) earlier on true
    where not r."isDoubtful" or earlier.granted is distinct from r.granted
      or (r."textVersion" is not null and earlier.text_version is distinct from r."textVersion")
    on conflict (project_id, event_id, category) do nothing`);
}

/** Decisions of a person, the last recorded first; those of profiles merged into theirs included. */
export async function listConsentRows(
  db: Database,
  params: {
    projectId: string;
    profileId: string;
    limit: number;
    category?: string | undefined;
    beforeSeq?: number | undefined;
  },
): Promise<ConsentRow[]> {
  const { projectId, profileId, category, beforeSeq } = params;
  const theirs = db
    .select({ id: profiles.id })
    .from(profiles)
    .where(and(eq(profiles.projectId, projectId), or(eq(profiles.id, profileId), eq(profiles.mergedInto, profileId))));
  return db
    .select()
    .from(consentDecisions)
    .where(
      and(
        eq(consentDecisions.projectId, projectId),
        inArray(consentDecisions.profileId, theirs),
        category === undefined ? undefined : eq(consentDecisions.category, category),
        beforeSeq === undefined ? undefined : lt(consentDecisions.seq, beforeSeq),
      ),
    )
    .orderBy(desc(consentDecisions.seq))
    .limit(params.limit);
}

/** What one message decided about a category, where that was recorded. */
export async function getConsentRow(
  db: Database,
  projectId: string,
  { eventId, category }: { eventId: string; category: string },
): Promise<ConsentRow | undefined> {
  const [row] = await db
    .select()
    .from(consentDecisions)
    .where(
      and(
        eq(consentDecisions.projectId, projectId),
        eq(consentDecisions.eventId, eventId),
        eq(consentDecisions.category, category),
      ),
    );
  return row;
}

/** Gives decisions of `into` to whom their events belong: to `from` or one that was merged into it. */
export async function relabelConsents(
  tx: Database,
  projectId: string,
  { from, into, aliases }: { from: string; into: string; aliases: readonly string[] },
): Promise<void> {
  await tx.execute(sql`
    update consent_decisions c set profile_id = e.profile_id from events e
    where c.project_id = ${projectId} and c.profile_id = ${into}::uuid and e.project_id = ${projectId}
      and e.profile_id in (select k.id::uuid from json_array_elements_text(${jsonRows([from, ...aliases])}) as k(id))
      and e."timestamp" = c.at and e.id = c.event_id`);
}
