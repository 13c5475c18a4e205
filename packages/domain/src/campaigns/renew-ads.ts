import { isDeepStrictEqual } from "node:util";
import { newAdTag } from "@rapport/ports/ad-tag";
import { checkCreative } from "@rapport/ports/check-plan";
import type { AdSetRow } from "@rapport/store/queries/campaigns";
import { updateAdSet } from "@rapport/store/queries/campaigns";
import { listPlatformActions } from "@rapport/store/queries/platform-actions";
import type { Context } from "../context.ts";
import { checkAds } from "./check-ads.ts";
import { getCampaign } from "./get-campaign.ts";
import { platformActionsSend } from "./platform-actions-send.ts";
import type { AdTexts } from "./renewed-creative.ts";
import { withTexts } from "./renewed-creative.ts";
import { requestAction } from "./request-action.ts";
import type { LockedCampaign } from "./with-campaign.ts";
import { withCampaign } from "./with-campaign.ts";

/** Acts of a campaign among which those of an earlier call are looked for. */
const MOST_ACTS = 1_000;

/** New texts for one version of a channel's ads. */
export type AdRenewal = { adSetId: string; variant: string; texts: AdTexts };
type RenewInput = {
  id: string;
  renewals: readonly AdRenewal[];
  reason: string;
  /** The same key for the same ad is the same change. */
  key: string;
};

/**
 * Asks platforms to show other texts in ads that run. What is unsafe, or what a platform would refuse, is left out and told of; one that has the
 * texts already, or others on their way, stays as it is. Answers how many were asked for, those of an earlier call with the key too.
 * @throws RapportError not_found; conflict when agents are stopped
 */
export async function renewAds(ctx: Context, input: RenewInput): Promise<{ asked: number; problems: string[] }> {
  await ctx.jobs.prepare([platformActionsSend]);
  const { fit, problems } = await sift(ctx, input);
  const asked = await withCampaign(ctx, input.id, async (locked) => {
    const { tx, campaign, adSets } = locked;
    const { projectId } = ctx;
    const acts = await listPlatformActions(tx, { projectId, campaignId: campaign.id, limit: MOST_ACTS });
    let count = acts.filter(({ key }) => key.startsWith(`${input.key} `)).length;
    for (const adSet of campaign.state === "running" ? adSets : []) {
      if (adSet.state === "running") count += await renewAdSet(locked, adSet, { ...input, renewals: fit });
    }
    return count;
  });
  return { asked, problems };
}

async function renewAdSet({ ctx, tx }: LockedCampaign, adSet: AdSetRow, input: RenewInput): Promise<number> {
  const { renewals, reason, key } = input;
  const creatives = [...adSet.creatives];
  let count = 0;
  for (const [at, creative] of creatives.entries()) {
    const found = renewals.find(({ adSetId, variant }) => adSetId === adSet.id && variant === creative.variant);
    if (!found || creative.next || isDeepStrictEqual(withTexts(creative, found.texts), withTexts(creative, creative)))
      continue;
    const { tag } = creative;
    const request = { kind: "update-creative", dailyBudgetCents: null, reason, key: `${key} ${tag}`, tag } as const;
    if (!(await requestAction(ctx, tx, adSet, request))) continue;
    creatives[at] = { ...creative, next: { ...found.texts, tag: newAdTag(ctx.now(), ctx.randomBytes(10)) } };
    count += 1;
  }
  if (count > 0) await updateAdSet(tx, { projectId: ctx.projectId, id: adSet.id }, { creatives });
  return count;
}

/** Those that may go out, and why others may not. */
async function sift(ctx: Context, { id, renewals }: RenewInput): Promise<{ fit: AdRenewal[]; problems: string[] }> {
  const { adSets, landingUrl } = await getCampaign(ctx, { id });
  const problems = new Map<AdRenewal, string>();
  for (const renewal of renewals) {
    const adSet = adSets.find((one) => one.id === renewal.adSetId);
    const platform = adSet && (await ctx.adPlatforms.open(ctx.projectId, adSet.platform));
    const creative = { ...withTexts({}, renewal.texts), url: landingUrl };
    const [refused] = platform ? checkCreative(creative, platform.capabilities, `/${renewal.variant}`) : [];
    if (refused) problems.set(renewal, `${refused.pointer} ${refused.message}`);
  }
  const unsafe = await checkAds(ctx, [{ creatives: renewals.map(({ variant, texts }) => ({ variant, ...texts })) }]);
  for (const { creative, verdict, messages } of unsafe) {
    const renewal = renewals[creative];
    if (renewal && verdict === "block") problems.set(renewal, messages[0] ?? "must not be published");
  }
  return { fit: renewals.filter((one) => !problems.has(one)), problems: [...problems.values()] };
}
