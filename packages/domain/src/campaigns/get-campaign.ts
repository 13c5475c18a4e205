import type { AdSet, Campaign, CampaignHead } from "@rapport/contracts/campaigns";
import type { AdSetRow, CampaignRow, PlatformObjectRow } from "@rapport/store/queries/campaigns";
import {
  findCampaign,
  listAdSetRows,
  listCampaignRows,
  listPlatformObjects,
  listTransitions,
  sumSpend,
} from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import { planAdSets } from "./plan-ad-sets.ts";
import { requireCampaign } from "./with-campaign.ts";

/** One campaign. The channels of a draft are shown as the ad sets that it would get. @throws RapportError not_found */
export async function getCampaign(ctx: Context, { id }: { id: string }): Promise<Campaign> {
  const { store, projectId } = ctx;
  const place = { projectId, id };
  const row = requireCampaign(await findCampaign(store.db, place), id);
  const [stored, transitions, spend] = await Promise.all([
    listAdSetRows(store.db, place),
    listTransitions(store.db, place),
    sumSpend(store.db, projectId, [id]),
  ]);
  const adSets = stored.length > 0 ? stored : planAdSets(row, () => "");
  const ids = stored.map((adSet) => adSet.id);
  const objects = await listPlatformObjects(store.db, projectId, ids);
  return {
    ...toHead(row, spend),
    adSets: adSets.map((adSet) => toAdSet(adSet, objects)),
    transitions: transitions.map(({ fromState, toState, reason, actor, at }) => ({
      from: fromState,
      to: toState,
      reason,
      actor,
      at: at.toISOString(),
    })),
  };
}

/** A page of campaigns, the newest first. */
export async function listCampaigns(
  ctx: Context,
  input: { limit: number; cursor?: string | undefined },
): Promise<{ data: CampaignHead[]; nextCursor: string | null }> {
  const { store, projectId } = ctx;
  const { limit, cursor } = input;
  const rows = await listCampaignRows(store.db, { projectId, limit, beforeId: cursor });
  const spend = await sumSpend(
    store.db,
    projectId,
    rows.map(({ id }) => id),
  );
  const last = rows.at(-1);
  return { data: rows.map((row) => toHead(row, spend)), nextCursor: last && rows.length === limit ? last.id : null };
}

function toHead(row: CampaignRow, spend: ReadonlyMap<string, number>): CampaignHead {
  const { projectId: _, channels: __, createdAt, ...rest } = row;
  return { ...rest, createdAt: createdAt.toISOString(), spentCents: spend.get(row.id) ?? 0 };
}

function toAdSet(row: AdSetRow, objects: readonly PlatformObjectRow[]): AdSet {
  const { id, platform, placement, tag, state, dailyBudgetCents, budgetChangedAt, creatives } = row;
  return {
    id,
    platform,
    placement,
    tag,
    state,
    dailyBudgetCents,
    creatives: creatives.map(({ next: _next, ...shown }) => shown),
    budgetChangedAt: budgetChangedAt?.toISOString() ?? null,
    objects: objects
      .filter((object) => object.adSetId === id && id !== "")
      .map(({ kind, tag: own, platformId, name, status, readAt }) => {
        return { kind, tag: own, platformId, name, status, readAt: readAt.toISOString() };
      }),
  };
}
