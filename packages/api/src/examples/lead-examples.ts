import type { RouteExamples } from "./route-examples.ts";

const leadId = "led_01k2m3n4p5q6r7s8t9v0w1x2y3";
const counts = { rows: 2, created: 1, changed: 1, unchanged: 0, rejected: 0, withoutConsent: 0, newLeads: 0 };

/** Leads from and to other services. */
export const LEAD_EXAMPLES: RouteExamples = {
  exportLeadsToCrm: {
    body: { crm: "hubspot", dryRun: true, stage: "qualified", minScore: 40, facts: { grade: "rapport_grade" } },
    answer: {
      ...{ crm: "hubspot", dryRun: true, leads: 2, created: 1, changed: 0, unchanged: 1, withoutEmail: 0, failed: 0 },
      differences: [
        {
          ...{ leadId, email: "ada@firm.example", effect: "created", contactId: null },
          changes: [
            { field: "email", from: null, to: "ada@firm.example" },
            { field: "company", from: null, to: "Firm" },
            { field: "rapport_grade", from: null, to: "A2" },
          ],
        },
      ],
      errors: [],
      stopped: null,
    },
  },
  importLeadsFromCrm: {
    body: { crm: "salesforce", dryRun: true, limit: 200 },
    answer: {
      ...{ crm: "salesforce", dryRun: true, ...counts, errors: [], nextCursor: null },
      differences: [
        {
          ...{ row: 1, userId: "ada@firm.example", effect: "created" },
          changes: [{ trait: "email", from: null, to: "ada@firm.example" }],
        },
      ],
    },
  },
  listLeadSources: {
    answer: {
      crms: [
        { crm: "hubspot", state: "connected", available: true },
        { crm: "salesforce", state: "none", available: false },
      ],
      search: "own-data",
      enrichment: "people-data-labs",
    },
  },
  searchCompanies: {
    body: { query: "climbing gyms in Lyon", limit: 5 },
    answer: {
      source: "brave",
      data: [
        {
          ...{ domain: "climb.example", name: "Climb", url: "https://climb.example/" },
          ...{ snippet: "Two halls and a café", people: 1 },
        },
      ],
    },
  },
  enrichLeads: {
    body: { leadIds: [leadId], dryRun: true },
    answer: {
      ...{ source: "own-data", dryRun: true, leads: 1, changed: 1, unchanged: 0, unknown: 0, withoutCompany: 0 },
      differences: [
        {
          ...{ leadId, domain: "firm.example" },
          changes: [{ trait: "industry", to: "Sports", evidence: "most of the 3 people here with its address" }],
        },
      ],
      stopped: null,
    },
  },
};
