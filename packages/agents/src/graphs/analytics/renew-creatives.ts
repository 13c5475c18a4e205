import type { CampaignReport } from "@rapport/contracts/campaign-report";
import type { AdSet, Campaign } from "@rapport/contracts/campaigns";
import { CONTENT_LIMITS } from "@rapport/contracts/content";
import { channelOf, textSchemaOf, textsOf } from "@rapport/domain/campaigns/campaign-proposal";
import { creativesOf, textChannelOf } from "@rapport/domain/campaigns/creatives-of";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { getContent } from "@rapport/domain/content/content";
import { CONTENT_GRAPH } from "@rapport/domain/content/generate-content";
import { z } from "zod";
import { askApproval } from "../../runtime/ask-approval.ts";
import { awaitPart } from "../../runtime/await-part.ts";
import type { GraphDeps } from "../agent-graph.ts";

/** Findings that a question names. */
const MOST_REASONS = 10;

type Findings = { campaignId: string; itemIds: string[]; renewed: string[]; report?: CampaignReport | undefined };
/** Texts by name of each ad, which is a channel and a version. */
export type RenewedAds = Record<string, Record<string, string>>;

/** Channels of a report that underperform and whose ads were not written anew before. */
export function channelsToRenew({ report, renewed }: Pick<Findings, "report" | "renewed">): string[] {
  return (report?.underperformers ?? []).map(({ channel }) => channel).filter((channel) => !renewed.includes(channel));
}

/** Has new versions written for the ads of channels that underperform: one for each, none where the writer has nothing else to say. */
export async function writeCreatives(deps: GraphDeps, findings: Findings): Promise<{ contentIds: string[] }> {
  const { itemIds } = findings;
  const adSets = await findAdSets(deps, findings);
  return awaitPart(deps, {
    graph: CONTENT_GRAPH,
    name: "new versions",
    input: {
      channels: [...new Set(adSets.map(textChannelOf))],
      itemIds,
      variants: Math.min(CONTENT_LIMITS.variants, Math.max(...adSets.map(({ creatives }) => creatives.length))),
      wishes: ["Lead with something else than the present ads do: they cost more than others"],
    },
    result: z.object({ contentIds: z.array(z.string()) }),
  });
}

/** Asks a person for the new texts, each of which may be changed; nothing of them is shown before a yes. */
export async function approveCreatives(deps: GraphDeps, findings: Findings & { contentIds: string[] }) {
  const campaign = await getCampaign(deps.ctx, { id: findings.campaignId });
  const adSets = await findAdSets(deps, findings);
  const ads = await propose(deps, adSets, findings.contentIds);
  const renewed = [...findings.renewed, ...channelsToRenew(findings)];
  if (Object.keys(ads).length === 0) return { renewed, ads };
  const decided = askForTexts(campaign, ads, findings.report);
  return { renewed, ads: "value" in decided ? decided.value.ads : {} };
}

async function findAdSets({ ctx }: GraphDeps, findings: Findings): Promise<AdSet[]> {
  const { adSets } = await getCampaign(ctx, { id: findings.campaignId });
  const channels = channelsToRenew(findings);
  return adSets.filter((adSet) => adSet.state === "running" && channels.includes(channelOf(adSet)));
}

/** The n-th new version in place of the n-th ad. */
async function propose(
  { ctx }: GraphDeps,
  adSets: readonly AdSet[],
  contentIds: readonly string[],
): Promise<RenewedAds> {
  const pieces = await Promise.all(contentIds.map((id) => getContent(ctx, id)));
  const ads = adSets.flatMap((adSet) => {
    const piece = pieces.find(({ channel }) => channel === textChannelOf(adSet));
    const written = piece ? creativesOf(piece).map(textsOf) : [];
    return adSet.creatives.flatMap((creative, at) => {
      const texts = written[at];
      const isOther = texts && JSON.stringify(texts) !== JSON.stringify(textsOf(creative));
      return isOther ? [[`${channelOf(adSet)} ${creative.variant}`, texts] as const] : [];
    });
  });
  return Object.fromEntries(ads);
}

function askForTexts({ id, name }: Campaign, ads: RenewedAds, report: CampaignReport | undefined) {
  const shapeOf = (texts: Record<string, string>) =>
    z.strictObject(Object.fromEntries(Object.keys(texts).map((field) => [field, textSchemaOf(field)])));
  const schema = z.strictObject({
    campaignId: z.literal(id),
    ads: z.strictObject(Object.fromEntries(Object.entries(ads).map(([ad, texts]) => [ad, shapeOf(texts)]))),
  });
  const reasons = (report?.underperformers ?? []).slice(0, MOST_REASONS);
  return askApproval<{ campaignId: string; ads: RenewedAds }>({
    kind: "new-creatives",
    title: `Show other texts in ads of “${name}”`,
    summary: `${reasons.map(({ channel, why }) => `${channel}: ${why}`).join("\n")}\nThe money stays as it is; platforms learn anew what works.`,
    schema,
    proposal: { campaignId: id, ads },
    actions: ["approve", "edit", "reject"],
  });
}
