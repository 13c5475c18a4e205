import { isDeepStrictEqual } from "node:util";
import type { CampaignProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { applyProposal, toProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { checkProposal } from "@rapport/domain/campaigns/check-proposal";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import { proposeCampaign, rejectCampaign } from "@rapport/domain/campaigns/propose-campaign";
import type { Context } from "@rapport/domain/context";

/** Problems that a question names, and characters of them. */
const MOST_PROBLEMS = 3;
const MOST_CHARACTERS = 500;

/**
 * Brings a frozen campaign to what a person has made of it, and freezes it anew, checked as the first time. Answers why it cannot be that,
 * having changed nothing; nothing where it is. Repeated after a crash, it goes on where it was.
 */
export async function takeChanges(ctx: Context, approved: CampaignProposal): Promise<string> {
  const { campaignId: id } = approved;
  const problem = await findProblem(ctx, approved);
  if (problem !== "") return problem;
  const reason = "Approved with changes";
  const { state, ...campaign } = await getCampaign(ctx, { id });
  if (state === "proposed" && isDeepStrictEqual(toProposal({ state, ...campaign }), approved)) return "";
  if (state === "proposed") await rejectCampaign(ctx, { id, reason });
  if (state !== "proposed" && state !== "draft") return "";
  await applyProposal(ctx, approved);
  await proposeCampaign(ctx, { id, reason });
  return "";
}

/** Why a campaign cannot be what a person has made of it, in words; empty where it can. */
export async function findProblem(ctx: Context, approved: CampaignProposal): Promise<string> {
  const problems = await checkProposal(ctx, approved);
  return problems
    .slice(0, MOST_PROBLEMS)
    .map(({ pointer, message }) => `${pointer}: ${message}`)
    .join("; ")
    .slice(0, MOST_CHARACTERS);
}
