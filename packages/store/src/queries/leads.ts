import type { LeadStage } from "@rapport/contracts/leads";
import { and, desc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { leadChanges, leads } from "../schema/leads.ts";
import { jsonRows } from "./raw.ts";

export type LeadTableRow = typeof leads.$inferSelect;
type LeadChangeRow = typeof leadChanges.$inferSelect;
type Place = { projectId: string; id: string };

/** A person as they were scored. */
export type ScoredLead = Pick<LeadTableRow, "grade" | "score" | "fit" | "engagement" | "reasons"> & {
  profileId: string;
  /** Id of the lead that it becomes, where there is none yet; null: those who are no leads yet do not become one. */
  newId: string | null;
  source: LeadTableRow["source"];
};

/** Writes scores: known leads get them, new ones are made of those with an id. Answers how many are new. */
export async function upsertLeads(
  db: Database,
  projectId: string,
  { rows, scoredAt }: { rows: readonly ScoredLead[]; scoredAt: Date },
): Promise<number> {
  if (rows.length === 0) return 0;
  const at = scoredAt.toISOString();
  const made = await db.execute<{ id: unknown }>(sql`
    with r as materialized (select r.*, coalesce(p.last_seen_at, ${at}::timestamptz) seen_at
      from json_to_recordset(${jsonRows(rows)}) as r("profileId" uuid, "newId" text,
        source text, grade text, score double precision, fit double precision, engagement double precision, reasons json)
      left join lateral (select last_seen_at from profiles where project_id = ${projectId} and id = r."profileId" limit 1) p on true),
    known as (update leads l set grade = r.grade, score = r.score, fit = r.fit, engagement = r.engagement,
      reasons = r.reasons::jsonb, scored_at = ${at}::timestamptz, seen_at = r.seen_at
      from r where l.project_id = ${projectId} and l.profile_id = r."profileId" returning l.profile_id)
    insert into leads (project_id, id, profile_id, source, grade, score, fit, engagement, reasons, stage, scored_at, created_at, seen_at)
    select ${projectId}, r."newId", r."profileId", r.source, r.grade, r.score, r.fit, r.engagement, r.reasons::jsonb, 'new',
      ${at}::timestamptz, ${at}::timestamptz, r.seen_at
    from r where r."newId" is not null and r."profileId" not in (select profile_id from known) order by r."profileId"
    on conflict (project_id, profile_id) do nothing returning id`);
  return made.length;
}

/** Living people who are leads and were not scored since a time, after `afterId`, in the order of their ids. */
export async function listUnscoredLeads(
  db: Database,
  params: { projectId: string; before: Date; afterId: string; limit: number },
): Promise<string[]> {
  const rows = await db.execute<{ id: unknown }>(sql`
    select profile_id as id from leads where project_id = ${params.projectId}
      and scored_at < ${params.before.toISOString()}::timestamptz and profile_id > ${params.afterId}::uuid
    order by profile_id limit ${params.limit}::int`);
  return rows.map(({ id }) => String(id));
}

/** A person who became part of another. */
type MergedPerson = { from: string; to: string };

/**
 * What becomes of leads when people become part of others, in the order of the merges: one lead, with the history of both, the
 * stage that is past the first one, and its owner. One statement where no lead is among them, as at most sign-ins.
 */
export async function mergeLeads(tx: Database, projectId: string, merges: readonly MergedPerson[]): Promise<void> {
  if (merges.length === 0) return;
  const lost = jsonRows(merges.map(({ from }) => from));
  const rows = await tx.execute(sql`
    select 1 from leads where project_id = ${projectId}
      and profile_id in (select value::uuid from json_array_elements_text(${lost})) limit 1`);
  if (rows.length === 0) return;
  for (const merge of merges) await mergeLead(tx, projectId, merge);
}

async function mergeLead(tx: Database, projectId: string, { from, to }: MergedPerson): Promise<void> {
  const rows = await tx.execute<Record<string, unknown>>(sql`
    select id, profile_id, stage, owner_id from leads
    where project_id = ${projectId} and profile_id in (${from}::uuid, ${to}::uuid) for update`);
  const lost = rows.find((row) => row.profile_id === from);
  const kept = rows.find((row) => row.profile_id === to);
  if (!lost) return;
  if (!kept) {
    await tx.execute(
      sql`update leads set profile_id = ${to}::uuid where project_id = ${projectId} and id = ${lost.id}`,
    );
    return;
  }
  await tx.execute(
    sql`update lead_changes set lead_id = ${kept.id} where project_id = ${projectId} and lead_id = ${lost.id}`,
  );
  await tx.execute(sql`delete from leads where project_id = ${projectId} and id = ${lost.id}`);
  await tx.execute(sql`update leads set stage = ${kept.stage === "new" ? lost.stage : kept.stage},
    owner_id = ${kept.owner_id ?? lost.owner_id} where project_id = ${projectId} and id = ${kept.id}`);
}

/** Reads and locks a lead's stage and owner. */
export async function lockLead(
  tx: Database,
  { projectId, id }: Place,
): Promise<Pick<LeadTableRow, "stage" | "ownerId"> | undefined> {
  const [row] = await tx
    .select({ stage: leads.stage, ownerId: leads.ownerId })
    .from(leads)
    .where(and(eq(leads.projectId, projectId), eq(leads.id, id)))
    .for("update");
  return row;
}

/** Changes a lead and notes it. */
export async function changeLeadRow(
  tx: Database,
  set: { stage: LeadStage } | { ownerId: string | null },
  change: Omit<LeadChangeRow, "seq">,
): Promise<void> {
  const { projectId, leadId } = change;
  await tx
    .update(leads)
    .set(set)
    .where(and(eq(leads.projectId, projectId), eq(leads.id, leadId)));
  await tx.insert(leadChanges).values(change);
}

/** Notes what was done with leads that changes nothing of their own. */
export async function noteLeadChanges(db: Database, changes: readonly Omit<LeadChangeRow, "seq">[]): Promise<void> {
  if (changes.length > 0) await db.insert(leadChanges).values([...changes]);
}

/** What was done with a lead, the latest first. */
export async function listLeadChanges(db: Database, { projectId, id }: Place, limit: number): Promise<LeadChangeRow[]> {
  return db
    .select()
    .from(leadChanges)
    .where(and(eq(leadChanges.projectId, projectId), eq(leadChanges.leadId, id)))
    .orderBy(desc(leadChanges.seq))
    .limit(limit);
}
