import { askApproval } from "../../runtime/ask-approval.ts";
import type { LeadPlan } from "./state.ts";
import { leadProposalSchema } from "./state.ts";

/** What CRMs are called. */
const CRM_WORDS = { hubspot: "HubSpot", salesforce: "Salesforce" } as const;

/** Asks a person for the list, and for what is written into a CRM; null when they said no. */
export function approveLeads(plan: LeadPlan): LeadPlan["approved"] {
  const { name, leads, exportTo } = plan;
  const decided = askApproval({
    kind: "lead-list",
    title: exportTo
      ? `Make the list “${name}” of ${leads.length} leads and write them into ${CRM_WORDS[exportTo]}`
      : `Make the list “${name}” of ${leads.length} leads`,
    summary: summarise(plan),
    schema: exportTo ? leadProposalSchema : leadProposalSchema.omit({ toCrm: true }),
    proposal: { name, leadIds: leads.map(({ leadId }) => leadId), ...(exportTo && { toCrm: true }) },
    actions: ["approve", "edit", "reject"],
  });
  return "value" in decided ? decided.value : null;
}

function summarise({ summary, taken, companies, enriched, planned, leads }: LeadPlan): string {
  const said = [
    taken && `${taken.people} people were taken from ${CRM_WORDS[taken.crm]}, ${taken.newLeads} of them new leads.`,
    companies && `They belong to ${companies.data.length} companies that were found (${companies.source}).`,
    enriched && `What ${enriched.changed} lacked of their company was filled (${enriched.source}).`,
    planned &&
      `In ${CRM_WORDS[planned.crm]} ${planned.created} people would be created and ${planned.changed} changed; ${planned.withoutEmail} have no address.`,
  ].filter((line) => line !== null);
  return [summary, ...said, ...leads.map(({ leadId, grade, why }) => `${grade} ${leadId}: ${why}`)].join("\n");
}
