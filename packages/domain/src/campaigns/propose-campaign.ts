import type { Campaign } from "@rapport/contracts/campaigns";
import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { newAdTag } from "@rapport/ports/ad-tag";
import type { AdSetRow, CampaignRow } from "@rapport/store/queries/campaigns";
import { deleteAdSets, findCampaign, insertAdSets } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import { checkAds } from "./check-ads.ts";
import { getCampaign } from "./get-campaign.ts";
import { moveCampaign } from "./move-campaign.ts";
import { planAdSets, toCampaignPlan } from "./plan-ad-sets.ts";
import { requireCampaign, withCampaign } from "./with-campaign.ts";

/**
 * Freezes a draft and lays it before those who may approve it. Every platform has looked at its part by then, without keeping anything.
 * @throws RapportError not_found; conflict when it is no draft; invalid_body naming each text or budget that a platform would refuse
 */
export async function proposeCampaign(ctx: Context, input: { id: string; reason?: string }): Promise<Campaign> {
  const { id, reason = "" } = input;
  const { projectId } = ctx;
  const draft = requireCampaign(await findCampaign(ctx.store.db, { projectId, id }), id);
  const problems = await checkChannels(ctx, draft);
  if (problems.length > 0) {
    const message = `${problems[0]?.pointer}: ${problems[0]?.message}`;
    throw new RapportError("invalid_body", message, { fields: problems });
  }
  await withCampaign(ctx, id, async ({ tx, campaign }) => {
    const moved = await moveCampaign(ctx, tx, campaign, { to: "proposed", reason });
    await deleteAdSets(tx, { projectId, id });
    await insertAdSets(tx, newAdSets(ctx, moved));
  });
  return getCampaign(ctx, { id });
}

/** Sends a proposal back to be changed. @throws RapportError not_found; conflict when it is not proposed */
export async function rejectCampaign(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<Campaign> {
  await withCampaign(ctx, id, ({ tx, campaign }) => moveCampaign(ctx, tx, campaign, { to: "draft", reason }));
  return getCampaign(ctx, { id });
}

/** What must not be published, and what platforms have against the channels of a campaign, by a dry run; pointers lead into the campaign. */
export async function checkChannels(ctx: Context, campaign: CampaignRow): Promise<ProblemField[]> {
  const unsafe = (await checkAds(ctx, campaign.channels)).filter(({ verdict }) => verdict === "block");
  const problems: ProblemField[] = unsafe.map(({ channel, creative, messages }) => {
    return { pointer: `/channels/${channel}/creatives/${creative}`, message: messages[0] ?? "must not be published" };
  });
  for (const [index, adSet] of newAdSets(ctx, campaign).entries()) {
    const at = `/channels/${index}`;
    if (adSet.creatives.length === 0) {
      problems.push({ pointer: `${at}/creatives`, message: "must have one version at least" });
      continue;
    }
    problems.push(...(await checkChannel(ctx, campaign, adSet)).map((field) => placeField(field, at)));
  }
  return problems;
}

async function checkChannel(ctx: Context, campaign: CampaignRow, adSet: AdSetRow): Promise<ProblemField[]> {
  const platform = await ctx.adPlatforms.open(ctx.projectId, adSet.platform);
  if (!platform) return [{ pointer: "/platform", message: `No ${adSet.platform} account is connected` }];
  const answer = await platform.validate(toCampaignPlan(campaign, adSet));
  if (answer.ok) return answer.value.problems;
  const { failure } = answer;
  if (failure.kind === "bad-request") return failure.fields;
  throw new RapportError("unavailable", `${adSet.platform} could not check the campaign: ${failure.message}`);
}

/** From a pointer into a platform's plan to one into the campaign's channel. */
function placeField({ pointer, message }: ProblemField, at: string): ProblemField {
  const own = pointer
    .replace(/^\/adSets\/0/, "")
    .replace(/^\/ads\/(\d+)\/creative/, "/creatives/$1")
    .replace(/^\/ads\/(\d+)/, "/creatives/$1");
  return { pointer: `${at}${own}`, message };
}

function newAdSets(ctx: Context, campaign: CampaignRow): AdSetRow[] {
  const { now, randomBytes } = ctx;
  return planAdSets(campaign, (kind) =>
    kind === "tag" ? newAdTag(now(), randomBytes(10)) : newId("adSet", now(), randomBytes(10)),
  );
}
