import type { CampaignState } from "@rapport/contracts/campaigns";
import { approveCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { rejectCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";

type Deployment = { campaignId: string; runId: string; isApproved: boolean; reason: string };

/** Does what was decided, and answers where the campaign stands. Repeating it changes nothing: verbs and outbox see to that. */
export async function applyDeployment(
  ctx: Context,
  { campaignId: id, runId, isApproved, reason }: Deployment,
): Promise<CampaignState> {
  const before = await getCampaign(ctx, { id });
  if (!isApproved) {
    return before.state === "proposed" ? (await rejectCampaign(ctx, { id, reason })).state : before.state;
  }
  await approveCampaign(ctx, { id, reason: `Approved in ${runId}` });
  await sendActions(ctx);
  return (await getCampaign(ctx, { id })).state;
}
