import type { Campaign } from "@rapport/contracts/campaigns";
import type { CampaignProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { proposalSchemaOf, toProposal } from "@rapport/domain/campaigns/campaign-proposal";
import type { Decided } from "../../runtime/ask-approval.ts";
import { askApproval } from "../../runtime/ask-approval.ts";

/** Pauses until a person has decided about a campaign: its money, and every text of it. */
export function askForCampaign(campaign: Campaign, found = ""): Decided<CampaignProposal> {
  const { name, budgetCents, currency, startsOn, endsOn, adSets, mayMoveBudget } = campaign;
  const proposal = toProposal(campaign);
  const money = `${(budgetCents / 100).toFixed(2)} ${currency}`;
  const places = adSets.map(({ platform, placement }) => `${platform} ${placement}`).join(", ");
  const moving = mayMoveBudget ? " Money may be moved among these channels without asking again." : "";
  return askApproval({
    kind: "campaign",
    title: `Deploy “${name}”`,
    summary: `${found}Spends up to ${money} from ${startsOn} to ${endsOn} on ${places}. Everything is created paused and then started.${moving}`,
    schema: proposalSchemaOf(proposal),
    proposal,
  });
}
