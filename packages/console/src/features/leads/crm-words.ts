import type { CrmName } from "@rapport/contracts/lead-crm";

/** What CRMs are called. */
export const CRM_LABELS: Readonly<Record<CrmName, string>> = { hubspot: "HubSpot", salesforce: "Salesforce" };
