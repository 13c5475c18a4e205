import type { PlatformAction } from "@rapport/contracts/campaigns";
import { findCampaign } from "@rapport/store/queries/campaigns";
import type { PlatformActionRow } from "@rapport/store/queries/platform-actions";
import { listPlatformActions as listRows } from "@rapport/store/queries/platform-actions";
import type { Context } from "../context.ts";
import { requireCampaign } from "./with-campaign.ts";

const MOST = 500;

/** What was asked of platforms for a campaign, the latest first. @throws RapportError not_found */
export async function listPlatformActions(ctx: Context, { id }: { id: string }): Promise<{ data: PlatformAction[] }> {
  const { store, projectId } = ctx;
  requireCampaign(await findCampaign(store.db, { projectId, id }), id);
  const rows = await listRows(store.db, { projectId, campaignId: id, limit: MOST });
  return { data: rows.map(toAction) };
}

function toAction(row: PlatformActionRow): PlatformAction {
  const { id, adSetId, platform, tag, kind, dailyBudgetCents, reason, state, attempts, error, requestedBy } = row;
  const times = {
    createdAt: row.createdAt.toISOString(),
    runAt: row.runAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
  };
  return { id, adSetId, platform, tag, kind, dailyBudgetCents, reason, state, attempts, error, requestedBy, ...times };
}
