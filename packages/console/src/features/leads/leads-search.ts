import type { CrmName } from "@rapport/contracts/lead-crm";
import { CRM_NAMES } from "@rapport/contracts/lead-crm";
import type { LeadGrade, LeadStage } from "@rapport/contracts/leads";
import { LEAD_GRADES, LEAD_SORTS, LEAD_STAGES } from "@rapport/contracts/leads";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** Filters, the lead that is open, and what is open in its place. */
export type LeadsSearch = {
  q?: string | undefined;
  stage?: LeadStage | undefined;
  grade?: LeadGrade | undefined;
  sort?: (typeof LEAD_SORTS)[number] | undefined;
  lead?: string | undefined;
  open?: "import" | "criteria" | "edit-criteria" | "crm" | "companies" | undefined;
  /** Which CRM is exchanged with, and which way. */
  crm?: CrmName | undefined;
  way?: "to" | "from" | undefined;
  /** Words that companies were looked for by. */
  companies?: string | undefined;
};

export function readLeadsSearch(search: Record<string, unknown>): LeadsSearch {
  return {
    q: readText(search.q),
    stage: readOneOf(search.stage, LEAD_STAGES),
    grade: readOneOf(search.grade, LEAD_GRADES),
    sort: readOneOf(search.sort, LEAD_SORTS),
    lead: readText(search.lead),
    open: readOneOf(search.open, ["import", "criteria", "edit-criteria", "crm", "companies"]),
    crm: readOneOf(search.crm, CRM_NAMES),
    way: readOneOf(search.way, ["to", "from"]),
    companies: readText(search.companies),
  };
}
