import { and, asc, desc, eq, inArray, lt, sql, sum } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import {
  adSets,
  budgetMoves,
  campaignResults,
  campaigns,
  campaignTransitions,
  platformObjects,
} from "../schema/campaigns.ts";
import { toNumber } from "./raw.ts";

export type CampaignRow = typeof campaigns.$inferSelect;
export type CampaignTransitionRow = typeof campaignTransitions.$inferSelect;
export type AdSetRow = typeof adSets.$inferSelect;
export type PlatformObjectRow = typeof platformObjects.$inferSelect;
export type CampaignResultRow = typeof campaignResults.$inferSelect;

type Place = { projectId: string; id: string };

/** Adds a campaign; one of its id that is there already stays. */
export async function insertCampaign(tx: Database, row: CampaignRow): Promise<void> {
  await tx.insert(campaigns).values(row).onConflictDoNothing();
}

export async function findCampaign(db: Database, { projectId, id }: Place): Promise<CampaignRow | undefined> {
  const [row] = await db
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.projectId, projectId), eq(campaigns.id, id)));
  return row;
}

/** Locks a campaign until the transaction ends. */
export async function lockCampaign(tx: Database, { projectId, id }: Place): Promise<CampaignRow | undefined> {
  const [row] = await tx
    .select()
    .from(campaigns)
    .where(and(eq(campaigns.projectId, projectId), eq(campaigns.id, id)))
    .for("update");
  return row;
}

export async function updateCampaign(
  tx: Database,
  { projectId, id }: Place,
  change: Partial<Omit<CampaignRow, "projectId" | "id">>,
): Promise<void> {
  await tx
    .update(campaigns)
    .set(change)
    .where(and(eq(campaigns.projectId, projectId), eq(campaigns.id, id)));
}

export async function deleteCampaignRow(tx: Database, { projectId, id }: Place): Promise<void> {
  await tx.delete(campaigns).where(and(eq(campaigns.projectId, projectId), eq(campaigns.id, id)));
}

/** A page of campaigns, the newest first. */
export async function listCampaignRows(
  db: Database,
  page: { projectId: string; limit: number; beforeId?: string | undefined; states?: readonly CampaignRow["state"][] },
): Promise<CampaignRow[]> {
  const { projectId, limit, beforeId, states } = page;
  return db
    .select()
    .from(campaigns)
    .where(
      and(
        eq(campaigns.projectId, projectId),
        beforeId === undefined ? undefined : lt(campaigns.id, beforeId),
        states === undefined ? undefined : inArray(campaigns.state, [...states]),
      ),
    )
    .orderBy(desc(campaigns.id))
    .limit(limit);
}

/** Notes that a campaign went from one state to another. */
export async function insertTransition(tx: Database, row: Omit<CampaignTransitionRow, "step">): Promise<void> {
  const step = sql`(select coalesce(max(step), 0) + 1 from campaign_transitions
    where project_id = ${row.projectId} and campaign_id = ${row.campaignId})`;
  await tx.insert(campaignTransitions).values({ ...row, step });
}

/** How a campaign came to its state, from the beginning. */
export async function listTransitions(db: Database, { projectId, id }: Place): Promise<CampaignTransitionRow[]> {
  return db
    .select()
    .from(campaignTransitions)
    .where(and(eq(campaignTransitions.projectId, projectId), eq(campaignTransitions.campaignId, id)))
    .orderBy(asc(campaignTransitions.step));
}

export async function insertAdSets(tx: Database, rows: readonly AdSetRow[]): Promise<void> {
  await tx.insert(adSets).values([...rows]);
}

export async function deleteAdSets(tx: Database, { projectId, id }: Place): Promise<void> {
  await tx.delete(adSets).where(and(eq(adSets.projectId, projectId), eq(adSets.campaignId, id)));
}

/** The ad sets of a campaign, in the order of its channels. */
export async function listAdSetRows(db: Database, { projectId, id }: Place): Promise<AdSetRow[]> {
  return db
    .select()
    .from(adSets)
    .where(and(eq(adSets.projectId, projectId), eq(adSets.campaignId, id)))
    .orderBy(asc(adSets.id));
}

export async function findAdSet(db: Database, { projectId, id }: Place): Promise<AdSetRow | undefined> {
  const [row] = await db
    .select()
    .from(adSets)
    .where(and(eq(adSets.projectId, projectId), eq(adSets.id, id)));
  return row;
}

export async function updateAdSet(
  tx: Database,
  { projectId, id }: Place,
  change: Partial<Pick<AdSetRow, "state" | "dailyBudgetCents" | "budgetChangedAt" | "creatives">>,
): Promise<void> {
  await tx
    .update(adSets)
    .set(change)
    .where(and(eq(adSets.projectId, projectId), eq(adSets.id, id)));
}

/** Keeps what was read back from a platform. */
export async function putPlatformObjects(tx: Database, rows: readonly PlatformObjectRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(platformObjects)
    .values([...rows])
    .onConflictDoUpdate({
      target: [platformObjects.projectId, platformObjects.tag],
      set: {
        platformId: sql`excluded.platform_id`,
        name: sql`excluded.name`,
        status: sql`excluded.status`,
        dailyBudgetCents: sql`excluded.daily_budget_cents`,
        readAt: sql`excluded.read_at`,
      },
    });
}

/** What was made on platforms for these ad sets. */
export async function listPlatformObjects(
  db: Database,
  projectId: string,
  adSetIds: readonly string[],
): Promise<PlatformObjectRow[]> {
  if (adSetIds.length === 0) return [];
  return db
    .select()
    .from(platformObjects)
    .where(and(eq(platformObjects.projectId, projectId), inArray(platformObjects.adSetId, [...adSetIds])))
    .orderBy(asc(platformObjects.tag));
}

/** Keeps a platform's figures of some days; a later reading takes an earlier one's place, but for what was known early. */
export async function putResults(tx: Database, rows: readonly CampaignResultRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(campaignResults)
    .values([...rows])
    .onConflictDoUpdate({
      target: [campaignResults.projectId, campaignResults.campaignId, campaignResults.day, campaignResults.adSetId],
      set: {
        impressions: sql`excluded.impressions`,
        clicks: sql`excluded.clicks`,
        conversions: sql`excluded.conversions`,
        spentCents: sql`excluded.spent_cents`,
        revenueCents: sql`excluded.revenue_cents`,
        readAt: sql`excluded.read_at`,
        ageDays: sql`excluded.age_days`,
        earlyConversions: sql`coalesce(${campaignResults.earlyConversions}, excluded.early_conversions)`,
        earlyAgeDays: sql`coalesce(${campaignResults.earlyAgeDays}, excluded.early_age_days)`,
      },
    });
}

/** All figures of a campaign, by day. */
export async function listResultRows(db: Database, { projectId, id }: Place): Promise<CampaignResultRow[]> {
  return db
    .select()
    .from(campaignResults)
    .where(and(eq(campaignResults.projectId, projectId), eq(campaignResults.campaignId, id)))
    .orderBy(asc(campaignResults.day), asc(campaignResults.adSetId));
}

/** What campaigns have spent so far, in cents; those that spent nothing are absent. */
export async function sumSpend(
  db: Database,
  projectId: string,
  campaignIds: readonly string[],
): Promise<Map<string, number>> {
  if (campaignIds.length === 0) return new Map();
  const rows = await db
    .select({ campaignId: campaignResults.campaignId, spent: sum(campaignResults.spentCents) })
    .from(campaignResults)
    .where(and(eq(campaignResults.projectId, projectId), inArray(campaignResults.campaignId, [...campaignIds])))
    .groupBy(campaignResults.campaignId);
  return new Map(rows.map(({ campaignId, spent }) => [campaignId, toNumber(spent)]));
}

/** Keeps who the campaign is for, and draws who is kept from it: by id, so that the same people are drawn again. */
export async function snapshotAudience(
  tx: Database,
  { projectId, id, segmentId, holdout }: Place & { segmentId: string; holdout: number },
): Promise<void> {
  await tx.execute(sql`
    insert into campaign_audience (project_id, campaign_id, profile_id, is_held_out)
    select ${projectId}, ${id}, profile_id,
      ('x' || substr(md5(${id} || profile_id::text), 1, 12))::bit(48)::bigint < ${holdout}::float8 * 281474976710656
    from segment_members where project_id = ${projectId} and segment_id = ${segmentId}
    on conflict do nothing`);
}

/** People of both groups, and how many of them did something since a time. Merged people count as who they are now. */
export async function countConverted(
  db: Database,
  { projectId, id, event, since }: Place & { event: string; since: Date },
): Promise<{ isHeldOut: boolean; people: number; converted: number }[]> {
  const rows = await db.execute<Record<string, unknown>>(sql`
    with doers as (
      select distinct coalesce(p.merged_into, e.profile_id) as id from events e
      left join profiles p on p.project_id = e.project_id and p.id = e.profile_id
      where e.project_id = ${projectId} and e.type = 'track' and e.name = ${event}
        and e.timestamp >= ${since.toISOString()}::timestamptz)
    select a.is_held_out, count(*) as people, count(d.id) as converted from campaign_audience a
    left join profiles p on p.project_id = a.project_id and p.id = a.profile_id
    left join doers d on d.id = coalesce(p.merged_into, a.profile_id)
    where a.project_id = ${projectId} and a.campaign_id = ${id} group by a.is_held_out`);
  return rows.map((row) => ({
    isHeldOut: row.is_held_out === true || row.is_held_out === "t",
    people: toNumber(row.people),
    converted: toNumber(row.converted),
  }));
}

export type BudgetMoveRow = typeof budgetMoves.$inferSelect;

/** Notes moves of one day; a second decision of the day adds nothing. */
export async function insertBudgetMoves(tx: Database, rows: readonly BudgetMoveRow[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(budgetMoves)
      .values([...rows])
      .onConflictDoNothing();
}

/** Moves of a campaign that wait for others. */
export async function listWaitingMoves(tx: Database, { projectId, id }: Place): Promise<BudgetMoveRow[]> {
  return tx
    .select()
    .from(budgetMoves)
    .where(and(eq(budgetMoves.projectId, projectId), eq(budgetMoves.campaignId, id), eq(budgetMoves.state, "waiting")))
    .orderBy(asc(budgetMoves.day), asc(budgetMoves.adSetId));
}

/** Moves of a campaign on the last day on which any were made. */
export async function listLastMoves(db: Database, { projectId, id }: Place): Promise<BudgetMoveRow[]> {
  const ofCampaign = and(eq(budgetMoves.projectId, projectId), eq(budgetMoves.campaignId, id));
  const last = db
    .select({ day: sql`max(${budgetMoves.day})` })
    .from(budgetMoves)
    .where(ofCampaign);
  return db
    .select()
    .from(budgetMoves)
    .where(and(ofCampaign, sql`${budgetMoves.day} = (${last})`));
}

export async function settleBudgetMove(tx: Database, row: BudgetMoveRow, state: "asked" | "dropped"): Promise<void> {
  await tx
    .update(budgetMoves)
    .set({ state })
    .where(
      and(
        eq(budgetMoves.projectId, row.projectId),
        eq(budgetMoves.campaignId, row.campaignId),
        eq(budgetMoves.day, row.day),
        eq(budgetMoves.adSetId, row.adSetId),
      ),
    );
}
