import { isDeepStrictEqual } from "node:util";
import type { Campaign, CreativeVersion } from "@rapport/contracts/campaigns";
import { putCampaignSchema } from "@rapport/contracts/campaigns";
import type { ZodType } from "zod";
import { z } from "zod";
import type { Context } from "../context.ts";
import { putCampaign } from "./create-campaign.ts";
import { getCampaign } from "./get-campaign.ts";
import { toPut } from "./rewrite-campaign.ts";

/** Texts of one ad by name: `headline1`, `description1`, `message`. */
type AdTexts = Record<string, string>;
/** What a person approves: the money, and every text as it will be seen. */
export type CampaignProposal = {
  campaignId: string;
  budgetCents: number;
  currency: string;
  startsOn: string;
  endsOn: string;
  mayMoveBudget: boolean;
  /** By channel, cents a day at first. */
  dailyBudgetCents: Record<string, number>;
  /** By channel and version. */
  ads: Record<string, AdTexts>;
};

/** A campaign as it is proposed. Two are equal where the same would be spent and shown. */
export function toProposal(campaign: Campaign): CampaignProposal {
  const { id: campaignId, budgetCents, currency, startsOn, endsOn, mayMoveBudget, adSets } = campaign;
  const ads = adSets.flatMap((adSet) =>
    adSet.creatives.map((creative) => [`${channelOf(adSet)} ${creative.variant}`, textsOf(creative)] as const),
  );
  return {
    campaignId,
    budgetCents,
    currency,
    startsOn,
    endsOn,
    mayMoveBudget,
    dailyBudgetCents: Object.fromEntries(adSets.map((adSet) => [channelOf(adSet), adSet.dailyBudgetCents])),
    ads: Object.fromEntries(ads),
  };
}

/** The shape of a proposal: texts, budgets and the policy may be changed, nothing may be added. */
export function proposalSchemaOf(proposal: CampaignProposal): ZodType<CampaignProposal> {
  const { campaignId, currency, startsOn, endsOn, dailyBudgetCents, ads } = proposal;
  const shapeOf = <T>(from: Record<string, unknown>, toSchema: (name: string) => ZodType<T>) =>
    z.strictObject(Object.fromEntries(Object.keys(from).map((name) => [name, toSchema(name)])));
  const fields = putCampaignSchema.shape;
  return z.strictObject({
    campaignId: z.literal(campaignId),
    budgetCents: fields.budgetCents,
    currency: z.literal(currency),
    startsOn: z.literal(startsOn),
    endsOn: z.literal(endsOn),
    mayMoveBudget: z.boolean(),
    dailyBudgetCents: shapeOf(dailyBudgetCents, () => z.number().int().min(1)),
    ads: z.strictObject(
      Object.fromEntries(Object.entries(ads).map(([name, texts]) => [name, shapeOf(texts, textSchemaOf)])),
    ),
  });
}

/** Each platform has bounds of its own, which it is asked for before anything is approved. */
export function textSchemaOf(name: string): ZodType<string> {
  const max = name.startsWith("headline") ? 90 : name.startsWith("description") ? 200 : 600;
  return z.string().min(1).max(max);
}

/** Brings a draft to what was approved. @throws RapportError not_found; conflict when it is no draft and differs */
export async function applyProposal(ctx: Context, proposal: CampaignProposal): Promise<Campaign> {
  const campaign = await getCampaign(ctx, { id: proposal.campaignId });
  if (isDeepStrictEqual(toProposal(campaign), proposal)) return campaign;
  return putCampaign(ctx, { ...putCampaignSchema.parse(toChanged(campaign, proposal)), id: campaign.id });
}

/** A campaign with what a proposal changes of it, as it would be put. */
export function toChanged(campaign: Campaign, proposal: CampaignProposal): object {
  const channels = campaign.adSets.map((adSet) => {
    const { platform, placement, creatives } = adSet;
    return {
      platform,
      placement,
      dailyBudgetCents: proposal.dailyBudgetCents[channelOf(adSet)],
      creatives: creatives.map(({ tag: _tag, ...creative }) => {
        return { ...creative, ...toCreative(proposal.ads[`${channelOf(adSet)} ${creative.variant}`] ?? {}) };
      }),
    };
  });
  const { budgetCents, mayMoveBudget } = proposal;
  return { ...toPut(campaign, channels), budgetCents, mayMoveBudget };
}

/** What a channel is called in proposals. */
export function channelOf({ platform, placement }: Pick<Campaign["adSets"][number], "platform" | "placement">): string {
  return `${platform} ${placement}`;
}

/** Texts of an ad by name. */
export function textsOf({
  headlines,
  descriptions,
  message,
}: Pick<CreativeVersion, "headlines" | "descriptions" | "message">): AdTexts {
  return Object.fromEntries([
    ...headlines.map((text, at) => [`headline${at + 1}`, text] as const),
    ...descriptions.map((text, at) => [`description${at + 1}`, text] as const),
    ...(message === undefined ? [] : [["message", message] as const]),
  ]);
}

/** The other way round. */
export function toCreative(texts: AdTexts): Pick<CreativeVersion, "headlines" | "descriptions" | "message"> {
  const of = (start: string) =>
    Object.entries(texts)
      .filter(([name]) => name.startsWith(start))
      .map(([, text]) => text);
  const { message } = texts;
  return { headlines: of("headline"), descriptions: of("description"), ...(message === undefined ? {} : { message }) };
}
