import { z } from "zod";
import { crmStopSchema } from "./lead-crm.ts";

/** Services that find companies; `own-data` is the project's own people, who need no key. */
export const COMPANY_SEARCHES = ["own-data", "brave", "tavily"] as const;
export type CompanySearchName = (typeof COMPANY_SEARCHES)[number];
/** Services that tell facts about a company. */
export const COMPANY_ENRICHERS = ["own-data", "people-data-labs", "apollo"] as const;
export type CompanyEnricherName = (typeof COMPANY_ENRICHERS)[number];

/** Bounds of companies. */
const COMPANY_LIMITS = {
  found: 20,
  queryLength: 200,
  /** Leads of one enrichment; a service is asked once for each company. */
  leads: 100,
} as const;

/** What is known of a company, by the names of traits. */
export const companyFactsSchema = z.object({
  company: z.string().max(255).optional(),
  website: z.string().max(255).optional(),
  industry: z.string().max(255).optional(),
  employees: z.number().int().nonnegative().optional(),
  country: z.string().max(120).optional(),
});
export type CompanyFacts = z.infer<typeof companyFactsSchema>;

/** Body of `POST /api/v1/leads/companies/search`. */
export const searchCompaniesSchema = z.strictObject({
  /** Words that say what is looked for, such as “climbing gyms in Lyon”. Nothing of a person belongs here: a service may see it. */
  query: z.string().trim().min(2).max(COMPANY_LIMITS.queryLength),
  limit: z.number().int().min(1).max(COMPANY_LIMITS.found).default(10),
});
export type SearchCompanies = z.infer<typeof searchCompaniesSchema>;

/** A company that was found. Its texts come from outside and are never followed. */
export const foundCompanySchema = z.object({
  domain: z.string(),
  name: z.string(),
  url: z.string().nullable(),
  snippet: z.string(),
  /** People of the project with an address there. */
  people: z.number().int(),
});
export type FoundCompany = z.infer<typeof foundCompanySchema>;

export const searchCompaniesAnswerSchema = z.object({
  source: z.enum(COMPANY_SEARCHES),
  data: z.array(foundCompanySchema),
});
export type SearchCompaniesAnswer = z.infer<typeof searchCompaniesAnswerSchema>;

/** Body of `POST /api/v1/leads/enrich`. */
export const enrichLeadsSchema = z.strictObject({
  leadIds: z.array(z.string().min(1).max(64)).min(1).max(COMPANY_LIMITS.leads),
  /** Only says what would be filled, and changes nothing. */
  dryRun: z.boolean().default(true),
});
export type EnrichLeads = z.infer<typeof enrichLeadsSchema>;

export const enrichLeadsAnswerSchema = z.object({
  source: z.enum(COMPANY_ENRICHERS),
  dryRun: z.boolean(),
  /** Leads that were looked at; each is one of the four below, or was not come to before `stopped`. */
  leads: z.number().int(),
  changed: z.number().int(),
  /** All that is known stands in their traits already. */
  unchanged: z.number().int(),
  /** Nobody knows anything about the company. */
  unknown: z.number().int(),
  /** Without an address of a company: none at all, or one of a provider of mailboxes. */
  withoutCompany: z.number().int(),
  differences: z.array(
    z.object({
      leadId: z.string(),
      domain: z.string(),
      changes: z.array(z.object({ trait: z.string(), to: z.string(), evidence: z.string() })),
    }),
  ),
  stopped: crmStopSchema.nullable(),
});
export type EnrichLeadsAnswer = z.infer<typeof enrichLeadsAnswerSchema>;

/** Answer of `GET /api/v1/leads/sources`: where leads and facts can come from, and go to. */
export const leadSourcesSchema = z.object({
  crms: z.array(
    z.object({
      crm: z.enum(["hubspot", "salesforce"]),
      state: z.enum(["connected", "disconnected", "none"]),
      /** Whether this server could connect to it. */
      available: z.boolean(),
    }),
  ),
  search: z.enum(COMPANY_SEARCHES),
  enrichment: z.enum(COMPANY_ENRICHERS),
});
export type LeadSources = z.infer<typeof leadSourcesSchema>;
