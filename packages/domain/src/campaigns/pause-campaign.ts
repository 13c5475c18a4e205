import type { Campaign } from "@rapport/contracts/campaigns";
import type { Database } from "@rapport/store/database";
import { dropPromisesAfter } from "@rapport/store/queries/budgets";
import type { AdSetRow } from "@rapport/store/queries/campaigns";
import { updateAdSet } from "@rapport/store/queries/campaigns";
import type { PlatformActionRow } from "@rapport/store/queries/platform-actions";
import { lockOpenActions, updatePlatformAction } from "@rapport/store/queries/platform-actions";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { getCampaign } from "./get-campaign.ts";
import { moveCampaign } from "./move-campaign.ts";
import { platformActionsSend } from "./platform-actions-send.ts";
import { settleCreatives } from "./renewed-creative.ts";
import { requestAction } from "./request-action.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/** Stops a campaign until it is resumed; one that does not spend stays as it is. @throws RapportError not_found; conflict */
export async function pauseCampaign(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<Campaign> {
  await ctx.jobs.prepare([platformActionsSend]);
  await withCampaign(ctx, id, async (locked) => {
    if (locked.campaign.state === "paused") return;
    await moveCampaign(locked.ctx, locked.tx, locked.campaign, { to: "paused", reason });
    await stopAdSets(ctx, locked, reason);
  });
  return getCampaign(ctx, { id });
}

/** Stops a campaign for good. @throws RapportError not_found; conflict when it was never approved */
export async function endCampaign(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<Campaign> {
  await ctx.jobs.prepare([platformActionsSend]);
  await withCampaign(ctx, id, async (locked) => {
    if (locked.campaign.state === "ended") return;
    await moveCampaign(locked.ctx, locked.tx, locked.campaign, { to: "ended", reason });
    await stopAdSets(ctx, locked, reason);
  });
  return getCampaign(ctx, { id });
}

/**
 * Asks for a pause of what may be running. Acts that nobody holds are withdrawn: a pause must not wait behind one whose outcome is unknown, and
 * none of them may start something after it.
 */
async function stopAdSets(ctx: Context, locked: LockedCampaign, reason: string): Promise<void> {
  const { tx, campaign, adSets } = locked;
  const open = await lockOpenActions(tx, { projectId: ctx.projectId, campaignId: campaign.id });
  for (const adSet of adSets) {
    const own = open.filter(({ adSetId }) => adSetId === adSet.id);
    if (own.some(({ kind }) => kind === "pause")) continue;
    for (const action of own) await withdraw(ctx, tx, adSet, action);
    if (mayRun(adSet, own))
      await requestAction(locked.ctx, tx, adSet, { kind: "pause", reason, dailyBudgetCents: null });
    else await forgetPromise(locked.ctx, tx, adSet, own);
  }
}

/** Running, or somebody has once tried to make it run and nobody knows how that ended. */
function mayRun(adSet: AdSetRow, open: readonly PlatformActionRow[]): boolean {
  return adSet.state === "running" || open.some(({ kind, attempts }) => kind === "activate" && attempts > 0);
}

async function withdraw(ctx: Context, tx: Database, adSet: AdSetRow, action: PlatformActionRow): Promise<void> {
  const isHeld = action.claimedUntil !== null && action.claimedUntil.getTime() > ctx.now() && action.state === "sent";
  if (isHeld) return;
  const settledAt = new Date(ctx.now());
  await updatePlatformAction(tx, action, { state: "withdrawn", settledAt, error: "Withdrawn by a pause" });
  if (action.kind !== "update-creative") return;
  adSet.creatives = settleCreatives(adSet.creatives, action.tag, false);
  await updateAdSet(tx, { projectId: ctx.projectId, id: adSet.id }, { creatives: adSet.creatives });
}

/** Nothing was sent that could spend: the money of later days is free; today's too, where the ad set never ran. */
async function forgetPromise(
  ctx: Context,
  tx: Database,
  { id: adSetId, state }: AdSetRow,
  open: readonly PlatformActionRow[],
): Promise<void> {
  if (!open.some(({ kind }) => kind === "activate")) return;
  const day = utcDay(ctx.now()) - (state === "planned" ? 1 : 0);
  await dropPromisesAfter(tx, { projectId: ctx.projectId, adSetId, day });
}
