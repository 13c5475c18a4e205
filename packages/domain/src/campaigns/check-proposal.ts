import { putCampaignSchema } from "@rapport/contracts/campaigns";
import type { ProblemField } from "@rapport/contracts/errors";
import { findCampaign } from "@rapport/store/queries/campaigns";
import type { Context } from "../context.ts";
import type { CampaignProposal } from "./campaign-proposal.ts";
import { toChanged } from "./campaign-proposal.ts";
import { getCampaign } from "./get-campaign.ts";
import { checkChannels } from "./propose-campaign.ts";
import { requireCampaign } from "./with-campaign.ts";

/**
 * What speaks against a campaign as a person has changed it: what no campaign may be, what must not be published, and what platforms have
 * against it. Nothing is changed. Empty where it can be proposed. @throws RapportError not_found
 */
export async function checkProposal(ctx: Context, proposal: CampaignProposal): Promise<ProblemField[]> {
  const { campaignId: id } = proposal;
  const row = requireCampaign(await findCampaign(ctx.store.db, { projectId: ctx.projectId, id }), id);
  const changed = putCampaignSchema.safeParse(toChanged(await getCampaign(ctx, { id }), proposal));
  if (changed.success) return checkChannels(ctx, { ...row, ...changed.data });
  return changed.error.issues.map(({ path, message }) => ({ pointer: `/${path.map(String).join("/")}`, message }));
}
