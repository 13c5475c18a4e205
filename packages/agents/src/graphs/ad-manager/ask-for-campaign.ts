import type { Campaign } from "@rapport/contracts/campaigns";
import type { CampaignProposal } from "@rapport/domain/campaigns/campaign-proposal";
import { proposalSchemaOf, toProposal } from "@rapport/domain/campaigns/campaign-proposal";
import type { Decided } from "../../runtime/ask-approval.ts";
import { askApproval } from "../../runtime/ask-approval.ts";

type Question = {
  /** What stands before the money in the summary. */
  found?: string;
  /** Why changes that were approved before were not taken. */
  problem?: string;
  /** Words can be done something with: the texts are written anew by them. */
  mayRespond?: boolean;
};

/** Pauses until a person has decided about a campaign: its money, and every text of it. */
export function askForCampaign(campaign: Campaign, question: Question = {}): Decided<CampaignProposal> {
  const { found = "", problem = "", mayRespond = false } = question;
  const { name, budgetCents, currency, startsOn, endsOn, adSets, mayMoveBudget } = campaign;
  const proposal = toProposal(campaign);
  const money = `${(budgetCents / 100).toFixed(2)} ${currency}`;
  const places = adSets.map(({ platform, placement }) => `${platform} ${placement}`).join(", ");
  const moving = mayMoveBudget ? " Money may be moved among these channels without asking again." : "";
  const refused = problem === "" ? "" : `The changes were not taken: ${problem}. `;
  const words = mayRespond ? " Answered in words, its texts are written anew and asked for again." : "";
  return askApproval({
    kind: "campaign",
    title: `Deploy “${name}”`,
    summary: `${refused}${found}Spends up to ${money} from ${startsOn} to ${endsOn} on ${places}. Everything is created paused and then started.${moving}${words}`,
    schema: proposalSchemaOf(proposal),
    proposal,
    actions: mayRespond ? ["approve", "edit", "reject", "respond"] : ["approve", "edit", "reject"],
  });
}
