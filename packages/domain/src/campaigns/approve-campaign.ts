import type { Campaign } from "@rapport/contracts/campaigns";
import { RapportError } from "@rapport/contracts/errors";
import type { Database } from "@rapport/store/database";
import type { CampaignRow } from "@rapport/store/queries/campaigns";
import { listPlatformObjects, snapshotAudience } from "@rapport/store/queries/campaigns";
import { requireNotStopped } from "../budgets/lock-budget.ts";
import { promiseSpend, remainingDays } from "../budgets/promise-spend.ts";
import { utcDay } from "../budgets/utc-day.ts";
import type { Context } from "../context.ts";
import { checkAds } from "./check-ads.ts";
import { getCampaign } from "./get-campaign.ts";
import { moveCampaign } from "./move-campaign.ts";
import { platformActionsSend } from "./platform-actions-send.ts";
import { requestAction } from "./request-action.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/**
 * Approves a proposal and deploys it: its money is promised below every cap, and the acts that make its objects (paused) and start them
 * stand in the outbox, all in one transaction. Approving what runs already changes nothing.
 * @throws RapportError not_found; conflict when it is not proposed, a text must not be published, a cap does not hold, or spending is stopped
 */
export async function approveCampaign(ctx: Context, input: { id: string; reason?: string }): Promise<Campaign> {
  const { id, reason = "Approved" } = input;
  await ctx.jobs.prepare([platformActionsSend]);
  await requireSafeAds(ctx, id);
  await withCampaign(ctx, id, async (locked) => {
    const { tx, campaign } = locked;
    if (campaign.state === "deploying" || campaign.state === "running") return;
    const approved = await moveCampaign(locked.ctx, tx, campaign, { to: "approved", reason });
    await keepAudience(ctx, tx, approved);
    await startSpending({ ...locked, campaign: approved }, reason);
  });
  return getCampaign(ctx, { id });
}

/**
 * Lets a paused campaign go on, in what is left of its days.
 * @throws RapportError not_found; conflict when it is not paused, a cap does not hold, or spending is stopped
 */
export async function resumeCampaign(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<Campaign> {
  await ctx.jobs.prepare([platformActionsSend]);
  await withCampaign(ctx, id, async (locked) => {
    const { state } = locked.campaign;
    if (state !== "deploying" && state !== "running") await startSpending(locked, reason);
  });
  return getCampaign(ctx, { id });
}

/** Words may have been banned since it was proposed, and evidence may have expired. */
async function requireSafeAds(ctx: Context, id: string): Promise<void> {
  const { adSets } = await getCampaign(ctx, { id });
  const blocked = (await checkAds(ctx, adSets)).find(({ verdict }) => verdict === "block");
  if (!blocked) return;
  const { variant } = adSets[blocked.channel]?.creatives[blocked.creative] ?? { variant: "" };
  throw new RapportError("conflict", `The ad ${variant} must not be published: ${blocked.messages[0]}`);
}

/** From here on money can be spent: the one way to `deploying`. */
async function startSpending(locked: LockedCampaign, reason: string): Promise<void> {
  const { ctx, tx, budget, adSets } = locked;
  requireNotStopped(budget);
  const campaign = await moveCampaign(ctx, tx, locked.campaign, { to: "deploying", reason });
  const days = remainingDays(campaign, utcDay(ctx.now()));
  if (days.untilDay < days.fromDay) throw isOver(campaign.endsOn);
  const plans = adSets.map(({ id: adSetId, dailyBudgetCents }) => ({ adSetId, dailyCents: dailyBudgetCents, ...days }));
  await promiseSpend(ctx, tx, { budget, campaign, plans });
  const objects = await listPlatformObjects(
    tx,
    ctx.projectId,
    adSets.map(({ id }) => id),
  );
  for (const adSet of adSets) {
    const { dailyBudgetCents } = adSet;
    const isMade = objects.some(({ adSetId }) => adSetId === adSet.id);
    if (!isMade) await requestAction(ctx, tx, adSet, { kind: "create", reason, dailyBudgetCents });
    await requestAction(ctx, tx, adSet, { kind: "activate", reason, dailyBudgetCents });
  }
}

function isOver(endsOn: string): RapportError {
  return new RapportError("conflict", `The campaign's last day was ${endsOn}; create another one to go on`);
}

/** Who is meant is decided now: later entries and exits would follow from what the campaign does. */
async function keepAudience(ctx: Context, tx: Database, campaign: CampaignRow): Promise<void> {
  const { id, audienceSegmentId: segmentId, holdout } = campaign;
  if (segmentId !== null) await snapshotAudience(tx, { projectId: ctx.projectId, id, segmentId, holdout });
}
