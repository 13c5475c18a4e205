import { setTimeout as sleep } from "node:timers/promises";
import type { CampaignState } from "@rapport/contracts/campaigns";
import { approveCampaign } from "@rapport/domain/campaigns/approve-campaign";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { rejectCampaign } from "@rapport/domain/campaigns/propose-campaign";
import { sendActions } from "@rapport/domain/campaigns/send-actions";
import type { Context } from "@rapport/domain/context";

/** Another worker may hold some of the acts: they are waited for so long; what takes longer goes on without this run. */
const WAIT_MS = 3_000;
const LOOK_MS = 25;

type Deployment = { campaignId: string; isApproved: boolean; reason: string };

/** Does what was decided, and answers where the campaign stands. Repeating it changes nothing: verbs and outbox see to that. */
export async function applyDeployment(
  ctx: Context,
  { campaignId: id, isApproved, reason }: Deployment,
): Promise<CampaignState> {
  const before = await getCampaign(ctx, { id });
  if (!isApproved) {
    return before.state === "proposed" ? (await rejectCampaign(ctx, { id, reason })).state : before.state;
  }
  await approveCampaign(ctx, { id, reason });
  for (const until = performance.now() + WAIT_MS; ; await sleep(LOOK_MS)) {
    await sendActions(ctx);
    const { state } = await getCampaign(ctx, { id });
    if (state !== "deploying" || performance.now() > until) return state;
  }
}
