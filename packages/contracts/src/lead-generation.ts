import { z } from "zod";
import { enrichLeadsAnswerSchema, searchCompaniesSchema } from "./lead-companies.ts";
import { crmNameSchema, exportToCrmAnswerSchema, importFromCrmAnswerSchema, importFromCrmSchema } from "./lead-crm.ts";
import { LEAD_GRADES, LEAD_LIMITS } from "./leads.ts";

/** Input of the graph `lead-generation`. */
export const leadGenerationSchema = z.strictObject({
  /** Only people of this segment; absent: everybody. */
  segmentId: z.string().min(1).max(64).optional(),
  /** Leads of the proposal, at most: the best ones. */
  limit: z.number().int().min(1).max(LEAD_LIMITS.proposal).default(50),
  /** Lowest score of one. */
  minScore: z.number().min(0).max(100).default(0),
  /** Only people of companies that these words are about, as the search of companies finds them. Nothing of a person belongs here: a service may see it. */
  search: searchCompaniesSchema.shape.query.optional(),
  /** Take the people of a connected CRM first. */
  importFrom: crmNameSchema.optional(),
  /** `granted`: everybody there has agreed to be contacted. Who opted out there is denied either way. */
  importConsent: importFromCrmSchema.shape.consent,
  /** Fill what the best leads lack of their company, as the enrichment knows it; what stands there is never replaced. */
  enrich: z.boolean().default(false),
  /** Write the leads that were approved into a connected CRM. */
  exportTo: crmNameSchema.optional(),
  /** What the list and its segment are called. */
  name: z.string().trim().min(1).max(LEAD_LIMITS.nameLength).default("Leads to write to"),
});
export type LeadGeneration = z.infer<typeof leadGenerationSchema>;

/** A lead of a proposal, with its reasons in words. */
export const proposedLeadSchema = z.object({
  leadId: z.string(),
  profileId: z.string(),
  grade: z.enum(LEAD_GRADES),
  score: z.number(),
  why: z.string(),
  /** Codes of the reasons, the weightiest first. */
  codes: z.array(z.string()),
});
export type ProposedLead = z.infer<typeof proposedLeadSchema>;

/** The list that was written once it was approved: a segment holds whoever is on it. */
export const leadAudienceSchema = z.object({
  list: z.string(),
  segmentId: z.string(),
  name: z.string(),
  people: z.number().int(),
});
export type LeadAudience = z.infer<typeof leadAudienceSchema>;

/** What a run took from a CRM. */
export const leadsTakenSchema = importFromCrmAnswerSchema
  .pick({ crm: true, newLeads: true })
  .extend({ people: z.number().int(), failed: z.number().int(), isAll: z.boolean() });
export type LeadsTaken = z.infer<typeof leadsTakenSchema>;

/** What a run has filled of companies, and who said so. */
export const leadsEnrichedSchema = enrichLeadsAnswerSchema.pick({
  source: true,
  changed: true,
  unchanged: true,
  unknown: true,
  withoutCompany: true,
  differences: true,
});
export type LeadsEnriched = z.infer<typeof leadsEnrichedSchema>;

/** What a run has written into a CRM; before its approval, what it would write. */
export const leadsWrittenSchema = exportToCrmAnswerSchema.pick({
  crm: true,
  created: true,
  changed: true,
  unchanged: true,
  withoutEmail: true,
  failed: true,
  errors: true,
});
export type LeadsWritten = z.infer<typeof leadsWrittenSchema>;
