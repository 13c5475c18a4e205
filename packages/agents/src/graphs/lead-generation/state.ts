import { StateSchema } from "@langchain/langgraph";
import { searchCompaniesAnswerSchema } from "@rapport/contracts/lead-companies";
import {
  leadAudienceSchema,
  leadGenerationSchema,
  leadsEnrichedSchema,
  leadsTakenSchema,
  leadsWrittenSchema,
  proposedLeadSchema,
} from "@rapport/contracts/lead-generation";
import { LEAD_LIMITS } from "@rapport/contracts/leads";
import { z } from "zod";

/** What a person decides about: who is on the list, what it is called, and whether they are written into the CRM. */
export const leadProposalSchema = z.strictObject({
  name: leadGenerationSchema.shape.name.unwrap(),
  leadIds: z.array(z.string()).min(1).max(LEAD_LIMITS.proposal),
  toCrm: z.boolean().optional(),
});

const shape = {
  ...leadGenerationSchema.shape,
  taken: leadsTakenSchema.nullable().default(null),
  companies: searchCompaniesAnswerSchema.nullable().default(null),
  leadIds: z.array(z.string()).default(() => []),
  enriched: leadsEnrichedSchema.nullable().default(null),
  leads: z.array(proposedLeadSchema).default(() => []),
  summary: z.string().default(""),
  /** Who put the reasons into words. */
  model: z.string().default(""),
  /** What would be written into the CRM. */
  planned: leadsWrittenSchema.nullable().default(null),
  approved: leadProposalSchema.nullable().default(null),
  /** What the run has made; null when nothing was approved, or there was nobody. */
  audience: leadAudienceSchema.nullable().default(null),
  written: leadsWrittenSchema.nullable().default(null),
};

/** What a run of lead generation knows between its steps. */
export const leadState = new StateSchema(shape);
const stateSchema = z.object(shape);
export type LeadPlan = z.infer<typeof stateSchema>;
