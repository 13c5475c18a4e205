import { and, asc, eq, sql } from "drizzle-orm";
import type { Database } from "../client/database.ts";
import { campaignAudience } from "../schema/campaigns.ts";
import { jsonRows, toNumber } from "./raw.ts";

type Place = { projectId: string; id: string };

/** Whom a campaign is for, by id. */
export async function listAudienceRows(
  db: Database,
  { projectId, id }: Place,
): Promise<{ profileId: string; isHeldOut: boolean }[]> {
  return db
    .select({ profileId: campaignAudience.profileId, isHeldOut: campaignAudience.isHeldOut })
    .from(campaignAudience)
    .where(and(eq(campaignAudience.projectId, projectId), eq(campaignAudience.campaignId, id)))
    .orderBy(asc(campaignAudience.profileId));
}

/** Keeps on which simulated day people ordered first; who has a day keeps it. */
export async function putSimulatedOrders(
  db: Database,
  { projectId, id }: Place,
  orders: readonly { profileId: string; day: string }[],
): Promise<void> {
  if (orders.length === 0) return;
  const sent = orders.map(({ profileId, day }) => ({ profile_id: profileId, day }));
  await db.execute(sql`
    update campaign_audience a set simulated_order_on = o.day
    from json_to_recordset(${jsonRows(sent)}) as o(profile_id uuid, day date)
    where a.project_id = ${projectId} and a.campaign_id = ${id} and a.profile_id = o.profile_id
      and a.simulated_order_on is null`);
}

/** People of both groups, and how many of them ordered on a simulated day. */
export async function countSimulatedOrders(
  db: Database,
  { projectId, id }: Place,
): Promise<{ isHeldOut: boolean; people: number; converted: number }[]> {
  const rows = await db
    .select({
      isHeldOut: campaignAudience.isHeldOut,
      people: sql`count(*)`,
      converted: sql`count(${campaignAudience.simulatedOrderOn})`,
    })
    .from(campaignAudience)
    .where(and(eq(campaignAudience.projectId, projectId), eq(campaignAudience.campaignId, id)))
    .groupBy(campaignAudience.isHeldOut);
  return rows.map(({ isHeldOut, people, converted }) => {
    return { isHeldOut, people: toNumber(people), converted: toNumber(converted) };
  });
}
