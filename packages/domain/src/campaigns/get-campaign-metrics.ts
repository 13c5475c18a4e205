import type { CampaignFigures, CampaignMetrics } from "@rapport/contracts/campaigns";
import { compareShares } from "@rapport/engine/off-policy/compare-shares";
import type { CampaignResultRow, CampaignRow, CampaignTransitionRow } from "@rapport/store/queries/campaigns";
import {
  countConverted,
  findCampaign,
  listAdSetRows,
  listResultRows,
  listTransitions,
} from "@rapport/store/queries/campaigns";
import { countSimulatedOrders } from "@rapport/store/queries/simulated-orders";
import type { Context } from "../context.ts";
import { isSimulated } from "./campaign-clock.ts";
import { findReport } from "./find-report.ts";
import { findUnderperformers } from "./find-underperformers.ts";
import { requireCampaign } from "./with-campaign.ts";

/** What a campaign has brought, by day and by channel, and what it changed. @throws RapportError not_found */
export async function getCampaignMetrics(ctx: Context, { id }: { id: string }): Promise<CampaignMetrics> {
  const { store, projectId } = ctx;
  const place = { projectId, id };
  const campaign = requireCampaign(await findCampaign(store.db, place), id);
  const [rows, adSets, transitions] = await Promise.all([
    listResultRows(store.db, place),
    listAdSetRows(store.db, place),
    listTransitions(store.db, place),
  ]);
  const figures = adSets.map(({ id: adSetId, platform, placement }) => {
    return { adSetId, platform, placement, ...sumFigures(rows.filter((row) => row.adSetId === adSetId)) };
  });
  const days = [...new Set(rows.map(({ day }) => day))];
  const readAt = rows.reduce((latest, row) => Math.max(latest, row.readAt.getTime()), 0);
  return {
    total: sumFigures(rows),
    days: days.map((day) => ({ day, ...sumFigures(rows.filter((row) => row.day === day)) })),
    adSets: figures,
    lift: await measureLift(ctx, campaign, transitions),
    underperformers: findUnderperformers(
      figures.map(({ platform, placement, ...own }) => ({ ...own, channel: `${platform} ${placement}` })),
    ),
    report: await findReport(ctx, id),
    readAt: readAt === 0 ? null : new Date(readAt).toISOString(),
  };
}

function sumFigures(rows: readonly CampaignResultRow[]): CampaignFigures {
  const sum = (key: "impressions" | "clicks" | "conversions" | "spentCents" | "revenueCents") =>
    rows.reduce((total, row) => total + row[key], 0);
  const [spentCents, revenueCents, conversions] = [sum("spentCents"), sum("revenueCents"), sum("conversions")];
  return {
    impressions: sum("impressions"),
    clicks: sum("clicks"),
    conversions,
    spentCents,
    revenueCents,
    cpaCents: conversions > 0 ? spentCents / conversions : null,
    roas: spentCents > 0 ? revenueCents / spentCents : null,
  };
}

/**
 * By our own events, not by what platforms claim: they count whom they would have bought anyway. Of a campaign that is simulated, by
 * simulated orders.
 */
async function measureLift(
  ctx: Context,
  campaign: CampaignRow,
  transitions: readonly CampaignTransitionRow[],
): Promise<CampaignMetrics["lift"]> {
  const since = transitions.find(({ toState }) => toState === "approved")?.at;
  if (!since) return null;
  const { id, conversionEvent: event } = campaign;
  const { store, projectId } = ctx;
  const simulated = isSimulated(campaign);
  const groups = simulated
    ? await countSimulatedOrders(store.db, { projectId, id })
    : await countConverted(store.db, { projectId, id, event, since });
  const [treated, holdout] = [false, true].map((isHeldOut) => groups.find((group) => group.isHeldOut === isHeldOut));
  if (!treated || !holdout) return null;
  const lift = compareShares(
    { people: treated.people, successes: treated.converted },
    { people: holdout.people, successes: holdout.converted },
  );
  return {
    treated: { people: treated.people, converted: treated.converted },
    holdout: { people: holdout.people, converted: holdout.converted },
    difference: lift.difference,
    low: lift.differenceLow,
    high: lift.differenceHigh,
    relative: lift.lift,
    simulated,
  };
}
